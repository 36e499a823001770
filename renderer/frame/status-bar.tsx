import classes from './status-bar.module.css';

export function StatusBar() {
  return <footer className={classes.bar} />;
}
