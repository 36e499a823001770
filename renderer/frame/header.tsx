import classes from './header.module.css';

export function Header() {
  return (
    <header className={classes.header}>
      <strong>LERF Studio</strong>
    </header>
  );
}
