import type { NoticeView } from "../../main/ipc/contract.ts";
import { preferences } from "./preferences.ts";

export type Sound = NonNullable<NoticeView["sound"]>;

type Note = { readonly hertz: number; readonly atMs: number; readonly lengthMs: number };

/** Scan: a click. Unknown: a low double. Approved: two rising notes. Declined: one low note. Waiting never sounds. */
const NOTES: Readonly<Record<Sound, readonly Note[]>> = {
  scan: [{ hertz: 1_760, atMs: 0, lengthMs: 45 }],
  unknownScan: [
    { hertz: 220, atMs: 0, lengthMs: 110 },
    { hertz: 220, atMs: 170, lengthMs: 110 },
  ],
  approved: [
    { hertz: 659, atMs: 0, lengthMs: 120 },
    { hertz: 988, atMs: 130, lengthMs: 200 },
  ],
  declined: [{ hertz: 165, atMs: 0, lengthMs: 420 }],
};

const LOUDNESS = 0.16;
const FADE_S = 0.012;

let audio: AudioContext | undefined;

export function play(sound: Sound): void {
  if (preferences().isMuted) return;
  audio ??= new AudioContext();
  // A page may sound only after the first touch; before it, silence is right and nothing waits for it.
  if (audio.state === "suspended") void audio.resume();
  for (const note of NOTES[sound]) playNote(audio, note);
}

function playNote(context: AudioContext, { hertz, atMs, lengthMs }: Note): void {
  const begin = context.currentTime + atMs / 1000;
  const end = begin + lengthMs / 1000;
  const tone = context.createOscillator();
  const loudness = context.createGain();
  tone.type = "triangle";
  tone.frequency.value = hertz;
  loudness.gain.setValueAtTime(0, begin);
  loudness.gain.linearRampToValueAtTime(LOUDNESS, begin + FADE_S);
  loudness.gain.setValueAtTime(LOUDNESS, end - FADE_S);
  loudness.gain.linearRampToValueAtTime(0, end);
  tone.connect(loudness).connect(context.destination);
  tone.start(begin);
  tone.stop(end);
}
