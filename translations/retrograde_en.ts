<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>RunWords</name>
    <message numerus="yes">
        <source>%n label(s) a class</source>
        <translation>
            <numerusform>%n label a class</numerusform>
            <numerusform>%n labels a class</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Text</name>
    <message numerus="yes">
        <source>about %n min left</source>
        <translation>
            <numerusform>about %n min left</numerusform>
            <numerusform>about %n min left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retrograde::ErrorsPage</name>
    <message numerus="yes">
        <source>%n clip(s) that you judged are not of this kind any more, and stand under All.</source>
        <translation>
            <numerusform>%n clip that you judged is not of this kind any more, and stands under All.</numerusform>
            <numerusform>%n clips that you judged are not of this kind any more, and stand under All.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retrograde::LibraryPage</name>
    <message numerus="yes">
        <source>%n track(s)</source>
        <translation>
            <numerusform>%n track</numerusform>
            <numerusform>%n tracks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n track(s)</source>
        <translation>
            <numerusform>%1 of %n track</numerusform>
            <numerusform>%1 of %n tracks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>%n clip</numerusform>
            <numerusform>%n clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n quarantined</source>
        <translation>
            <numerusform>%n quarantined</numerusform>
            <numerusform>%n quarantined</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retrograde::LibraryWork</name>
    <message numerus="yes">
        <source>%n track(s) imported</source>
        <translation>
            <numerusform>%n track imported</numerusform>
            <numerusform>%n tracks imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a warning</source>
        <translation>
            <numerusform>%n with a warning</numerusform>
            <numerusform>%n with a warning</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n found again at another place</source>
        <translation>
            <numerusform>%n found again at another place</numerusform>
            <numerusform>%n found again at another place</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n no longer there</source>
        <translation>
            <numerusform>%n no longer there</numerusform>
            <numerusform>%n no longer there</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n already there</source>
        <translation>
            <numerusform>%n already there</numerusform>
            <numerusform>%n already there</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be used</source>
        <translation>
            <numerusform>%n could not be used</numerusform>
            <numerusform>%n could not be used</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retrograde::MainWindow</name>
    <message numerus="yes">
        <source>%n run(s) were interrupted and can be resumed under Train.</source>
        <translation>
            <numerusform>%n run was interrupted and can be resumed under Train.</numerusform>
            <numerusform>%n runs were interrupted and can be resumed under Train.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) did not come to an end: %1</source>
        <translation>
            <numerusform>%n run did not come to an end: %1</numerusform>
            <numerusform>%n runs did not come to an end: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>There are checkpoints of %n run(s) that the workspace&apos;s database does not know: it is new, or an older copy. &quot;retrograde-cli recover&quot; brings runs back from their checkpoints.</source>
        <translation>
            <numerusform>There are checkpoints of %n run that the workspace&apos;s database does not know: it is new, or an older copy. &quot;retrograde-cli recover&quot; brings runs back from their checkpoints.</numerusform>
            <numerusform>There are checkpoints of %n runs that the workspace&apos;s database does not know: it is new, or an older copy. &quot;retrograde-cli recover&quot; brings runs back from their checkpoints.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more run(s) wait</source>
        <translation>
            <numerusform>%n more run waits</numerusform>
            <numerusform>%n more runs wait</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retrograde::MetricsDialog</name>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>%n clip</numerusform>
            <numerusform>%n clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n labelled cell(s)</source>
        <translation>
            <numerusform>%n labelled cell</numerusform>
            <numerusform>%n labelled cells</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retrograde::RunControls</name>
    <message numerus="yes">
        <source>Waiting: %n other run(s) come first.</source>
        <translation>
            <numerusform>Waiting: %n other run comes first.</numerusform>
            <numerusform>Waiting: %n other runs come first.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retrograde::ShortcutsDialog</name>
    <message numerus="yes">
        <source>Gap of %n frame(s)</source>
        <translation>
            <numerusform>Gap of %n frame</numerusform>
            <numerusform>Gap of %n frames</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Gap of %n frame(s), spectrogram cut</source>
        <translation>
            <numerusform>Gap of %n frame, spectrogram cut</numerusform>
            <numerusform>Gap of %n frames, spectrogram cut</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Gap of %n frame(s), sound cut</source>
        <translation>
            <numerusform>Gap of %n frame, sound cut</numerusform>
            <numerusform>Gap of %n frames, sound cut</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retrograde::Stage</name>
    <message numerus="yes">
        <source>%n mark(s) on the picture</source>
        <translation>
            <numerusform>%n mark on the picture</numerusform>
            <numerusform>%n marks on the picture</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) of %1</source>
        <translation>
            <numerusform>%n event: %1</numerusform>
            <numerusform>%n events: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %n row(s) left out, which are of other files (%1)</source>
        <comment>after how many marks there are</comment>
        <translation>
            <numerusform>; %n row left out, which is of another file (%1)</numerusform>
            <numerusform>; %n rows left out, which are of other files (%1)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of %1 make no sense and were left out.</source>
        <translation>
            <numerusform>%n row of %1 make no sense and were left out.</numerusform>
            <numerusform>%n rows of %1 make no sense and were left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retrograde::StatusLine</name>
    <message numerus="yes">
        <source>%n more waiting</source>
        <translation>
            <numerusform>%n more waiting</numerusform>
            <numerusform>%n more waiting</numerusform>
        </translation>
    </message>
</context>
</TS>
