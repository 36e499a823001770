import { create } from 'zustand';

/** The field to type into: where the action that asks puts the cursor. */
export const ASK_FIELD_ID = 'ask-field';

export type AskOutput = 'composite' | 'relevancy';

/** What is asked of the view through a camera. */
export interface Question {
  readonly query: string;
  readonly output: AskOutput;
  /** Size of what is looked for, in units of the world; null: the one with the highest peak. */
  readonly scale: number | null;
}

interface AskState {
  /** What stands in the field; it is asked when it is submitted. */
  readonly text: string;
  readonly output: AskOutput;
  readonly scale: number | null;
  /** Of the answer over the photograph. */
  readonly opacity: number;
  /** The newest question to each camera, by frame, and the job that answers it. */
  readonly asked: Readonly<Record<number, { readonly question: Question; readonly jobId: string }>>;
}

export const useAskStore = create<AskState>(() => ({
  text: '',
  output: 'composite',
  scale: null,
  opacity: 0.9,
  asked: {},
}));

const { setState: set } = useAskStore;

/** Another project has other things in it. */
export const forgetQuestions = () => set({ text: '', scale: null, asked: {} });

export const setAskText = (text: string) => set({ text });

export const setAnswerOpacity = (opacity: number) => set({ opacity });

export const rememberQuestion = (frame: number, question: Question, jobId: string) =>
  set(({ asked }) => ({ asked: { ...asked, [frame]: { question, jobId } } }));

export const forgetQuestion = (frame: number) =>
  set(({ asked }) => {
    const { [frame]: _forgotten, ...others } = asked;
    return { asked: others };
  });
