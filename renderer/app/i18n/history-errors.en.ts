/** What is said of the failures of a history, English; as in errors.en.ts, which has them in it. */

export const historyErrorsEn = {
  'history.foreign': {
    short: 'not a history',
    verdict: '{{path}} is not a history of Binnacle.',
    advice: 'It is left untouched ({{what}}). Move it away to begin a history there.',
  },
  'history.future': {
    short: 'history of a newer one',
    verdict: 'The history {{path}} is of a newer Binnacle: its format is {{version}}.',
    advice: 'It is left untouched. Start the newer Binnacle.',
  },
  'history.old': {
    short: 'history of an older one',
    verdict: 'The history {{path}} is of an older Binnacle: its format is {{version}}.',
    advice: 'It is brought up to date as soon as Binnacle can write to it.',
  },
  'history.damaged': {
    short: 'history damaged',
    verdict: 'The history {{path}} is damaged: {{reason}}.',
    advice: 'It is set aside unchanged, and a new one is begun.',
  },
  'history.setAside': {
    short: 'history begun anew',
    verdict: 'The history {{path}} was damaged: {{reason}}.',
    advice: 'It is kept unchanged as {{keptAs}}, and recording goes on in a new one.',
  },
  'history.readOnly': {
    short: 'history read-only',
    verdict: 'The history {{path}} lies where nothing can be written: {{reason}}.',
    advice: 'Make the file and its folder writable, or copy the folder to where it can be written.',
  },
  'history.unreadable': {
    short: 'history unreadable',
    verdict: 'The history {{path}} cannot be opened: {{reason}}.',
    advice: 'See whether it is there and may be read.',
  },
  'history.diskFull': {
    short: 'disk full',
    verdict: 'The disk that holds the history {{path}} is full.',
    advice: 'Recording goes on as soon as there is room. What was recorded is kept.',
  },
  'history.busy': {
    short: 'history in use',
    verdict: 'Another program is using the history {{path}}: {{reason}}.',
    advice: 'Close that program. Recording goes on by itself.',
  },
  'history.logHeld': {
    short: 'history growing',
    verdict: 'What is written to the history {{path}} first, its log, is over {{overMiB}} MiB and cannot be emptied.',
    advice:
      'Something has been reading it for long: a query, an export or another program. End that; it is tried again by itself.',
  },
  'history.locked': {
    short: 'recorded elsewhere',
    verdict: 'Another Binnacle (process {{pid}}) records into the history {{path}}.',
    advice: 'Only one at a time can. Close the other one to record here; reading works all the same.',
  },
  'history.behind': {
    short: 'disk too slow',
    verdict: 'The history {{path}} takes nothing more for now: {{reason}}.',
    advice: 'The disk is slower than what is recorded. Recording goes on as soon as it has caught up.',
  },
  'history.badInput': {
    short: 'not stored',
    verdict: 'The history does not take this: {{reason}}.',
    advice: 'Nothing of it was stored. Correct it and try again; everything else is recorded all the same.',
  },
  'history.notRemoved': {
    short: 'not removed',
    verdict: 'The history {{path}} could not be removed: {{reason}}.',
    advice: 'Close what has its files open, see whether the folder may be changed, and try again.',
  },
  'history.closed': {
    short: 'history closed',
    verdict: 'The history {{path}} was closed before this was done.',
    advice: 'It was closed with Binnacle, or removed. Open it again to record.',
  },
  'history.outOfMemory': {
    short: 'out of memory',
    verdict: 'There was not enough memory for the history {{path}}.',
    advice:
      'What was recorded is kept. Recording goes on by itself; ask for less or record less at a time if it comes again.',
  },
  'history.badRecording': {
    short: 'no recording',
    verdict: 'The file is no recording that can be read: {{reason}}, at byte {{byte}}.',
    advice: 'It was cut off or changed on its way. Get it once more, or export it anew.',
  },
  'history.futureRecording': {
    short: 'recording of a newer one',
    verdict: 'The recording is of a newer Binnacle: its format is {{version}}.',
    advice: 'Import it with the newer Binnacle.',
  },
  'history.badOpenMetrics': {
    short: 'no OpenMetrics',
    verdict: 'It is no Binnacle recording and no OpenMetrics text: line {{line}} is not understood.',
    advice:
      'Its reader says: {{reason}}. Every sample needs a timestamp, those of one series have to rise, and the last line is # EOF.',
  },
  'history.notKept': {
    short: 'not recorded',
    verdict: 'Nothing of this context is recorded on this computer.',
    advice: 'What its server keeps is in the Explorer.',
  },
  'history.gone': {
    short: 'recording gone',
    verdict: 'There is no recording {{source}} on this computer.',
    advice: 'It was deleted, or is on another computer. The History view lists all that are here.',
  },
  'history.recording': {
    short: 'being recorded',
    verdict: 'The recording {{source}} is being written now.',
    advice: 'Stop recording it, or disconnect it, and try again.',
  },
  'history.nothingThere': {
    short: 'nothing to export',
    verdict: 'Nothing was recorded of that in those times.',
    advice: 'Choose other times or other series. No file was written.',
  },
  'history.badFile': {
    short: 'not a recording',
    verdict: '{{name}} cannot be imported: {{reason}}.',
    advice:
      'Recordings of Binnacle and OpenMetrics text with a timestamp on every sample can be. Nothing of it was kept.',
  },
  'history.importGone': {
    short: 'import given up',
    verdict: 'The import is not there any more.',
    advice: 'It was cancelled, or nothing came of the file for an hour. Begin it anew.',
  },
  'history.tooLarge': {
    short: 'too large to be kept',
    verdict: 'The document {{kind}} is too large for the history.',
    advice: 'Documents of up to {{limitMiB}} MiB are kept. Samples are recorded all the same.',
  },
} as const;
