<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ErrorText</name>
    <message>
        <source>A setting does not fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the setting and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It may have been moved, renamed or deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No access</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the permissions of the file or folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not audio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try to open the file in a player: it may be damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Damaged file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Restore the file from a copy, or delete it and start afresh.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not supported here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A newer version of Retrograde may be able to do it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Already in use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wait until the other work has ended, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading or writing failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the disk is there and not full.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workspace&apos;s database failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that the disk is not full, then open the workspace again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The device failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check that it is connected, or choose another one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training cannot go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import more music, or change the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audio</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Pitch</name>
    <message>
        <source>%1 %2 ct</source>
        <comment>a note and the cents above it</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 Hz</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunWords</name>
    <message>
        <source>Time reversal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 × %2 s</source>
        <comment>pieces, seconds of each</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>completed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run %1 · %2 / %3 / %4</source>
        <comment>number, task, network, clip length</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Text</name>
    <message>
        <source>Importing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extracting features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>a percentage</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>about %n min left</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>about %1 h %2 min left</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrackStatus</name>
    <message>
        <source>usable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quarantined</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>missing</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>probably forward</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot tell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>probably reversed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reversed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reversed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>order %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>words (number)</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong and sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong, but unsure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right and sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right, but unsure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>A workbench for self-supervised machine listening.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the workspace in this folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prepare the demo library at the start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>system, light or dark, for this start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files and folders to import.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::CurvesView</name>
    <message>
        <source>accuracy, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss, nats</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>validation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy and loss over the epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Best epoch %1 of %2: validation accuracy %3</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::ErrorModel</name>
    <message>
        <source>The model&apos;s verdict and its probability that the clip is reversed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How wrong the model was: cross-entropy of this clip. Guessing costs 0.69.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Track</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Artist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At (min:s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model says (P reversed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss (nats)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your verdict</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::ErrorsPage</name>
    <message>
        <source>Wrong and sure (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsure (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verdict</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No trained run yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When a model has been trained for an epoch, its mistakes are listed here, the worst first, each to be seen and heard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train a model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wrong, with at least 80 % on the wrong answer: the most telling mistakes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right or wrong, with a probability between 0.35 and 0.65.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every clip of the validation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search track or artist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the newer epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run has a better epoch now than the one listed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Judged clips</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By ear:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play when chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Each clip plays as soon as it is chosen, so that the list can be reviewed by key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sure mistakes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of this kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run&apos;s best epoch made none. Choose another kind above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No clip&apos;s track or artist fits the search.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export errors as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::LibraryPage</name>
    <message>
        <source>Search title, artist, album, genre, file name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search the library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Any status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No track fits the search and the filters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All datasets</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n track(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n track(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n quarantined</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::MainWindow</name>
    <message>
        <source>Retrograde</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop to import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open workspace…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import &amp;folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import f&amp;iles…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Demo library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Export errors as CSV…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Next in the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Previous in the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About Retrograde</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 – Retrograde</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were interrupted and can be resumed under Train.</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Stopping. The run can be resumed later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open or create a workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a folder of music</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is training</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n track(s) imported</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n already there</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be used</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Demo library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The demo library&apos;s music could not be downloaded, so tunes were synthesised in its place. They show how everything works, but models learn more from real music.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Playing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choosing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deciding by ear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play the chosen row</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Retrograde</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Retrograde %1

A workbench for self-supervised machine listening: from a folder of music to a model whose mistakes you can hear.

Free software under the GNU General Public License, version 3 or later.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::PlayerBar</name>
    <message>
        <source>Player</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and go back to the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play again and again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position and length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear and see the sound as it was published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear and see the sound backwards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hear and see the sound in three pieces, in another order</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+1 to Alt+6</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A/B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Switch between as published and the last other arrangement</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Volume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <comment>position / length</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Volume: %1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sound (silent)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output device: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine has no sound device.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sound device: playing silently</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device failed: playing silently</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connect a device, then choose it in the menu with the headphones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for devices ...</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No sound device found</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::Rail</name>
    <message>
        <source>%1 (%2)</source>
        <comment>place, key</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::RunForm</name>
    <message>
        <source>All datasets</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the model has to tell: whether a clip is heard forward or reversed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The convolutional network of the 2019 experiment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much the model hears at a time. Longer clips are easier and slower.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Music</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to train on. A fifth of it, by artist where known, is held out for validation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How often the model goes through the music.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clips per training step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The optimiser&apos;s step size at its peak.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed and settings give the same run again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where the network is computed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Number format of the convolutions. bfloat16 is faster on processors that have it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Graphics card (CUDA)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::RunModel</name>
    <message>
        <source>%1: %2</source>
        <comment>status: reason</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>epochs done, planned</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No epoch is finished yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epoch %1: %2, 95 % interval %3 to %4
%5 of %6</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n judged clip(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track(s) it never trained on</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Accuracy of the best epoch on music that the model never trained on. Chance is 50 %.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Started</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::ShortcutSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::SpectrogramView</name>
    <message>
        <source>Viridis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Magma</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cividis</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Grey</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blue to red, as on the poster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Spectrogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loudness over time and pitch. + and - zoom, 0 shows all, arrows move.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pitch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours of the spectrogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours and range of the spectrogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Softest level shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Softest level shown, in dB below the loudest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time (min:s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time (s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s (%2 in the track) · %3 · %4 · %5 dB</source>
        <comment>time, time in the track, frequency, note, level</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 Hz</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::Stage</name>
    <message>
        <source>%1–%2</source>
        <comment>from ... to, in minutes and seconds</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing on the stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a track, a clip or a mistake: it appears here. Space plays it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reversed or as published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with as published</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Computing the spectrogram</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model heard: %1 · says: %2 · %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it has no sound there</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::StatusLine</name>
    <message>
        <source>Go to training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the run is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the job is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>done, in all</comment>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::TrackModel</name>
    <message>
        <source>%1: %2</source>
        <comment>status: reason</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clip %1, %2 to %3</source>
        <comment>number, start, end</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Artist</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Album</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length (min:s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::TrainingPage</name>
    <message>
        <source>epoch %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>validating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 clips/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>done, in all</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopping after this batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How far the run is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stops after this batch. The run can be resumed after its last finished epoch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No runs yet. Choose the settings on the left and start training: the run will be listed here, and its mistakes will be waiting under Errors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open errors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no music to train on yet. Import some in the library.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 and its model, curves and judged clips will be deleted. This cannot be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the run?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is training.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Continue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The curves begin when the first epoch is finished.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy and loss will be drawn here, epoch by epoch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>retrograde::WelcomePanel</name>
    <message>
        <source>Try the demo library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open my music…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>64 tracks of freely licensed music, 55 MB to download once. The quickest way to hear a model&apos;s first mistake.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder of music in any format. The files stay where they are and are never changed; you can also drop files and folders on this window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Teach a machine to hear which way time runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
