<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Core</name>
    <message>
        <source>there is no such file</source>
        <translation>es gibt keine solche Datei</translation>
    </message>
    <message>
        <source>there is no such file or folder</source>
        <translation>es gibt keine solche Datei und keinen solchen Ordner</translation>
    </message>
    <message>
        <source>is a link to a file that is not there</source>
        <translation>ist ein Verweis auf eine Datei, die es nicht gibt</translation>
    </message>
    <message>
        <source>cannot be opened: %1</source>
        <translation>kann nicht geöffnet werden: %1</translation>
    </message>
    <message>
        <source>could not be opened</source>
        <translation>konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>could not be opened: %1</source>
        <translation>konnte nicht geöffnet werden: %1</translation>
    </message>
    <message>
        <source>could not be written</source>
        <translation>konnte nicht geschrieben werden</translation>
    </message>
    <message>
        <source>could not be written: %1</source>
        <translation>konnte nicht geschrieben werden: %1</translation>
    </message>
    <message>
        <source>could not be written to the end</source>
        <translation>konnte nicht bis zum Ende geschrieben werden</translation>
    </message>
    <message>
        <source>could not be written to its end</source>
        <translation>konnte nicht bis zum Ende geschrieben werden</translation>
    </message>
    <message>
        <source>could not be written to disk: %1</source>
        <translation>konnte nicht auf die Festplatte geschrieben werden: %1</translation>
    </message>
    <message>
        <source>cannot be written: %1</source>
        <translation>kann nicht geschrieben werden: %1</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation>konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>could not be read: %1</source>
        <translation>konnte nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>could not be read to its end</source>
        <translation>konnte nicht bis zum Ende gelesen werden</translation>
    </message>
    <message>
        <source>could not be deleted: %1</source>
        <translation>konnte nicht gelöscht werden: %1</translation>
    </message>
    <message>
        <source>could not be removed: %1</source>
        <translation>konnte nicht entfernt werden: %1</translation>
    </message>
    <message>
        <source>could not be locked: %1</source>
        <translation>konnte nicht gesperrt werden: %1</translation>
    </message>
    <message>
        <source>could not be created: %1</source>
        <translation>konnte nicht angelegt werden: %1</translation>
    </message>
    <message>
        <source>may not be written</source>
        <translation>darf nicht geschrieben werden</translation>
    </message>
    <message>
        <source>is not a folder</source>
        <translation>ist kein Ordner</translation>
    </message>
    <message>
        <source>the folder cannot be read: %1</source>
        <translation>der Ordner kann nicht gelesen werden: %1</translation>
    </message>
    <message>
        <source>the folder %1 could not be read: %2</source>
        <translation>der Ordner %1 konnte nicht gelesen werden: %2</translation>
    </message>
    <message>
        <source>the file is no longer there</source>
        <translation>die Datei ist nicht mehr da</translation>
    </message>
    <message>
        <source>the file was changed while it was open</source>
        <translation>die Datei wurde geändert, während sie offen war</translation>
    </message>
    <message>
        <source>the file %1 went away while it was being imported</source>
        <translation>die Datei %1 verschwand, während sie importiert wurde</translation>
    </message>
    <message>
        <source>went away while it was being imported; what was done is kept, and importing again goes on there</source>
        <translation>verschwand während des Imports; was erledigt war, bleibt, und ein neuer Import macht dort weiter</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>is not a sound file</source>
        <translation>ist keine Tondatei</translation>
    </message>
    <message>
        <source>is not a MIDI file, or is damaged</source>
        <translation>ist keine MIDI-Datei oder ist beschädigt</translation>
    </message>
    <message>
        <source>is not a soundfont</source>
        <translation>ist kein Soundfont</translation>
    </message>
    <message>
        <source>this kind of file cannot hold sound at %1 Hz</source>
        <translation>diese Art von Datei kann keinen Ton mit %1 Hz enthalten</translation>
    </message>
    <message>
        <source>is too long for a WAV file, which ends at 4 GiB</source>
        <translation>ist zu lang für eine WAV-Datei, die bei 4 GiB endet</translation>
    </message>
    <message>
        <source>no sound could be decoded from it</source>
        <translation>es ließ sich kein Ton daraus dekodieren</translation>
    </message>
    <message>
        <source>most of its samples are not numbers</source>
        <translation>die meisten Abtastwerte sind keine Zahlen</translation>
    </message>
    <message>
        <source>most of it is damaged: %1 packets could not be decoded</source>
        <translation>das meiste ist beschädigt: %1 Pakete ließen sich nicht dekodieren</translation>
    </message>
    <message>
        <source>only %1 s of sound, where %2 s are published</source>
        <translation>nur %1 s Ton, wo %2 s veröffentlicht sind</translation>
    </message>
    <message>
        <source>its header states %1 s, but it holds %2 s of sound</source>
        <translation>der Dateikopf nennt %1 s, enthalten sind aber %2 s Ton</translation>
    </message>
    <message>
        <source>it is silent</source>
        <translation>es ist still</translation>
    </message>
    <message>
        <source>damaged packets: %1</source>
        <translation>beschädigte Pakete: %1</translation>
    </message>
    <message>
        <source>samples that are not numbers: %1</source>
        <translation>Abtastwerte, die keine Zahlen sind: %1</translation>
    </message>
    <message>
        <source>shorter than the %1 s that are published</source>
        <translation>kürzer als die veröffentlichten %1 s</translation>
    </message>
    <message>
        <source>its header states %1 s</source>
        <translation>der Dateikopf nennt %1 s</translation>
    </message>
    <message>
        <source>%1 % of it is clipped</source>
        <translation>%1 % davon sind übersteuert</translation>
    </message>
    <message>
        <source>cut out of a longer MP3: its first %1 ms are noise or silence</source>
        <translation>aus einem längeren MP3 geschnitten: die ersten %1 ms sind Rauschen oder Stille</translation>
    </message>
    <message>
        <source>could not be decoded: %1</source>
        <translation>konnte nicht dekodiert werden: %1</translation>
    </message>
    <message>
        <source>released by hand: %1</source>
        <translation>von Hand freigegeben: %1</translation>
    </message>
    <message>
        <source>no longer in its folder</source>
        <translation>nicht mehr in seinem Ordner</translation>
    </message>
    <message>
        <source>is not in quarantine</source>
        <translation>ist nicht in Quarantäne</translation>
    </message>
    <message>
        <source>cannot be released, for there is no sound in it</source>
        <translation>kann nicht freigegeben werden, denn es ist kein Ton darin</translation>
    </message>
    <message>
        <source>has changed since it was imported; please import it again</source>
        <translation>hat sich seit dem Import geändert; bitte erneut importieren</translation>
    </message>
    <message>
        <source>it has no sound there</source>
        <translation>dort ist kein Ton</translation>
    </message>
    <message>
        <source>The sound is too short to be cut into %1 pieces.</source>
        <translation>Der Ton ist zu kurz, um ihn in %1 Teile zu schneiden.</translation>
    </message>
    <message>
        <source>A piece of sound cannot end before it begins.</source>
        <translation>Ein Stück Ton kann nicht enden, bevor es beginnt.</translation>
    </message>
    <message>
        <source>The sound system does not start: %1</source>
        <translation>Das Tonsystem startet nicht: %1</translation>
    </message>
    <message>
        <source>There is no sound device; connect one and try again.</source>
        <translation>Es gibt kein Tongerät; schließen Sie eines an und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>The sound device &quot;%1&quot; is not there; connect it or choose another.</source>
        <translation>Das Tongerät „%1“ ist nicht da; schließen Sie es an oder wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>The sound device &quot;%1&quot; does not play sound at %2 Hz; choose another.</source>
        <translation>Das Tongerät „%1“ spielt keinen Ton mit %2 Hz; wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>The sound device &quot;%1&quot; cannot be used: %2. Another program may hold it.</source>
        <translation>Das Tongerät „%1“ kann nicht benutzt werden: %2. Vielleicht belegt es ein anderes Programm.</translation>
    </message>
    <message>
        <source>is not a folder and could not be made one</source>
        <translation>ist kein Ordner und konnte nicht angelegt werden</translation>
    </message>
    <message>
        <source>the workspace&apos;s folder may not be written</source>
        <translation>in den Ordner des Arbeitsbereichs darf nicht geschrieben werden</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>die Festplatte ist voll</translation>
    </message>
    <message>
        <source>could not be read or written: %1</source>
        <translation>konnte nicht gelesen oder geschrieben werden: %1</translation>
    </message>
    <message>
        <source>is not a database</source>
        <translation>ist keine Datenbank</translation>
    </message>
    <message>
        <source>is damaged</source>
        <translation>ist beschädigt</translation>
    </message>
    <message>
        <source>another program has been writing to it for too long</source>
        <translation>ein anderes Programm schreibt schon zu lange hinein</translation>
    </message>
    <message>
        <source>already holds such an entry</source>
        <translation>enthält schon einen solchen Eintrag</translation>
    </message>
    <message>
        <source>is a database of another program</source>
        <translation>ist die Datenbank eines anderen Programms</translation>
    </message>
    <message>
        <source>was written by a newer version of Retrograde</source>
        <translation>wurde von einer neueren Version von Retrograde geschrieben</translation>
    </message>
    <message>
        <source>a dataset &quot;%1&quot; exists already, of %2</source>
        <translation>es gibt schon einen Datensatz „%1“, aus %2</translation>
    </message>
    <message>
        <source>a run is being trained just now: stop it before music is removed</source>
        <translation>gerade wird ein Lauf trainiert: halten Sie ihn an, bevor Musik entfernt wird</translation>
    </message>
    <message>
        <source>run %1 is being trained just now</source>
        <translation>Lauf %1 wird gerade trainiert</translation>
    </message>
    <message>
        <source>run %1 is being trained in another window</source>
        <translation>Lauf %1 wird in einem anderen Fenster trainiert</translation>
    </message>
    <message>
        <source>run %1 waits for its turn in another window</source>
        <translation>Lauf %1 wartet in einem anderen Fenster, bis er an der Reihe ist</translation>
    </message>
    <message>
        <source>there is no run %1</source>
        <translation>es gibt keinen Lauf %1</translation>
    </message>
    <message>
        <source>there is no track %1</source>
        <translation>es gibt kein Stück %1</translation>
    </message>
    <message>
        <source>there is no dataset &apos;%1&apos;</source>
        <translation>es gibt keinen Datensatz „%1“</translation>
    </message>
    <message>
        <source>run %1 is completed</source>
        <translation>Lauf %1 ist fertig</translation>
    </message>
    <message>
        <source>run %1 has not finished an epoch yet</source>
        <translation>Lauf %1 hat noch keine Epoche beendet</translation>
    </message>
    <message>
        <source>run %1 has no predictions yet; they are stored when an epoch is finished</source>
        <translation>Lauf %1 hat noch keine Vorhersagen; sie werden am Ende einer Epoche gespeichert</translation>
    </message>
    <message>
        <source>run %1 is no pretext run</source>
        <translation>Lauf %1 ist kein Vortrainingslauf</translation>
    </message>
    <message>
        <source>run %1 does not recognise instruments</source>
        <translation>Lauf %1 erkennt keine Instrumente</translation>
    </message>
    <message>
        <source>run %1 to start from has not finished an epoch yet</source>
        <translation>Lauf %1, von dem aus begonnen werden soll, hat noch keine Epoche beendet</translation>
    </message>
    <message>
        <source>run %1 to start from does not exist</source>
        <translation>Lauf %1, von dem aus begonnen werden soll, gibt es nicht</translation>
    </message>
    <message>
        <source>the program ended while it trained</source>
        <translation>das Programm endete, während er trainierte</translation>
    </message>
    <message>
        <source>the track is no longer in the library</source>
        <translation>das Stück ist nicht mehr in der Bibliothek</translation>
    </message>
    <message>
        <source>there is no music to train on: import a folder of music first</source>
        <translation>es gibt keine Musik zum Trainieren: importieren Sie erst einen Ordner mit Musik</translation>
    </message>
    <message>
        <source>there is no music to validate on</source>
        <translation>es gibt keine Musik zum Validieren</translation>
    </message>
    <message>
        <source>at least two tracks of different content are needed to train and validate</source>
        <translation>zum Trainieren und Validieren braucht es mindestens zwei verschiedene Stücke</translation>
    </message>
    <message>
        <source>no track is published as one to train on</source>
        <translation>kein Stück ist zum Trainieren veröffentlicht</translation>
    </message>
    <message>
        <source>nothing is left to train on: all of the other music shares its artists or its sound with the music to validate on</source>
        <translation>es bleibt nichts zum Trainieren: alle übrige Musik teilt Interpreten oder Ton mit der Musik zum Validieren</translation>
    </message>
    <message>
        <source>nothing is left to train on: all of the music is in the datasets to validate on</source>
        <translation>es bleibt nichts zum Trainieren: alle Musik liegt in den Datensätzen zum Validieren</translation>
    </message>
    <message>
        <source>the datasets to validate on have no track that can be used</source>
        <translation>die Datensätze zum Validieren haben kein brauchbares Stück</translation>
    </message>
    <message>
        <source>none of the music has labels to learn from: import it with a labels file that says which instruments play</source>
        <translation>keine Musik hat Beschriftungen, von denen gelernt werden könnte: importieren Sie sie mit einer Tabelle der Beschriftungen, die sagt, welche Instrumente spielen</translation>
    </message>
    <message>
        <source>none of the music has the label &apos;%1&apos;</source>
        <translation>keine Musik hat die Beschriftung „%1“</translation>
    </message>
    <message>
        <source>all of the music is OpenMIC&apos;s, on which models will be judged: to train on it, choose its dataset by name</source>
        <translation>alle Musik stammt aus OpenMIC, woran Modelle beurteilt werden: wählen Sie den Datensatz mit Namen, um darauf zu trainieren</translation>
    </message>
    <message>
        <source>every track is too short for one clip of %1 s: choose a shorter clip</source>
        <translation>jedes Stück ist zu kurz für einen Ausschnitt von %1 s: wählen Sie einen kürzeren Ausschnitt</translation>
    </message>
    <message>
        <source>every track to validate on is too short for one clip of %1 s: choose a shorter clip</source>
        <translation>jedes Stück zum Validieren ist zu kurz für einen Ausschnitt von %1 s: wählen Sie einen kürzeren Ausschnitt</translation>
    </message>
    <message>
        <source>there is only one clip to train on, and nothing can be learned from one: add music, or choose a shorter clip</source>
        <translation>es gibt nur einen Ausschnitt zum Trainieren, und von einem lässt sich nichts lernen: fügen Sie Musik hinzu oder wählen Sie einen kürzeren Ausschnitt</translation>
    </message>
    <message>
        <source>is gone, so this run cannot go on; start a new one</source>
        <translation>ist verschwunden, sodass dieser Lauf nicht weitergehen kann; starten Sie einen neuen</translation>
    </message>
    <message>
        <source>belongs to a run with other settings</source>
        <translation>gehört zu einem Lauf mit anderen Einstellungen</translation>
    </message>
    <message>
        <source>the validation loss is not a finite number (epoch %1): try a lower learning rate</source>
        <translation>der Validierungsverlust ist keine endliche Zahl (Epoche %1): versuchen Sie eine kleinere Lernrate</translation>
    </message>
    <message>
        <source>the loss is no longer a finite number%1</source>
        <translation>der Verlust ist keine endliche Zahl mehr%1</translation>
    </message>
    <message>
        <source>the loss has exploded%1</source>
        <translation>der Verlust ist explodiert%1</translation>
    </message>
    <message>
        <source>no CUDA device can be used: either there is none, or this LibTorch was built without CUDA</source>
        <translation>es lässt sich kein CUDA-Gerät benutzen: es gibt keines, oder dieses LibTorch wurde ohne CUDA gebaut</translation>
    </message>
    <message>
        <source>this processor cannot compute in bfloat16 (it lacks AVX512-BF16); choose float32 or auto</source>
        <translation>dieser Prozessor kann nicht in bfloat16 rechnen (ihm fehlt AVX512-BF16); wählen Sie float32 oder Automatisch</translation>
    </message>
    <message>
        <source>the features of the run&apos;s music are gone: extract them again</source>
        <translation>die Merkmale der Musik dieses Laufs sind verschwunden: berechnen Sie sie erneut</translation>
    </message>
    <message>
        <source>none of the music can be used to judge the model</source>
        <translation>keine Musik eignet sich, das Modell zu beurteilen</translation>
    </message>
    <message>
        <source>there is no music that the model was not trained on</source>
        <translation>es gibt keine Musik, auf der das Modell nicht trainiert wurde</translation>
    </message>
    <message>
        <source>the run&apos;s model cannot have judged this crop</source>
        <translation>das Modell dieses Laufs kann diesen Ausschnitt nicht beurteilt haben</translation>
    </message>
    <message>
        <source>is damaged or no checkpoint: %1</source>
        <translation>ist beschädigt oder kein Checkpoint: %1</translation>
    </message>
    <message>
        <source>holds notes that cannot be read</source>
        <translation>enthält Notizen, die sich nicht lesen lassen</translation>
    </message>
    <message>
        <source>is shorter than one clip</source>
        <translation>ist kürzer als ein Ausschnitt</translation>
    </message>
    <message>
        <source>holds settings that cannot be used: %1</source>
        <translation>enthält Einstellungen, die sich nicht verwenden lassen: %1</translation>
    </message>
    <message>
        <source>has no column &quot;%1&quot;</source>
        <translation>hat keine Spalte „%1“</translation>
    </message>
    <message>
        <source>is UTF-16 text; please save it as UTF-8</source>
        <translation>ist Text in UTF-16; bitte speichern Sie ihn als UTF-8</translation>
    </message>
    <message>
        <source>is not FMA&apos;s table of tracks: after two rows of headings, its third row should begin with track_id</source>
        <translation>ist nicht FMAs Tabelle der Stücke: nach zwei Kopfzeilen sollte die dritte Zeile mit track_id beginnen</translation>
    </message>
    <message>
        <source>holds no FMA clips: folders named 000, 001 and so on, with files such as 000/000002.mp3</source>
        <translation>enthält keine FMA-Ausschnitte: Ordner namens 000, 001 und so weiter, mit Dateien wie 000/000002.mp3</translation>
    </message>
    <message>
        <source>has no tracks.csv beside it: unpack fma_metadata.zip next to it, or say where it is</source>
        <translation>daneben liegt keine tracks.csv: packen Sie fma_metadata.zip daneben aus oder sagen Sie, wo sie ist</translation>
    </message>
    <message>
        <source>ends before its headings do</source>
        <translation>endet, bevor ihre Kopfzeilen enden</translation>
    </message>
    <message>
        <source>is not OpenMIC&apos;s map of class names to numbers</source>
        <translation>ist nicht OpenMICs Zuordnung von Klassennamen zu Nummern</translation>
    </message>
    <message>
        <source>there is no such folder: the clips should lie in it</source>
        <translation>es gibt keinen solchen Ordner: darin sollten die Ausschnitte liegen</translation>
    </message>
    <message>
        <source>holds no table of BirdVox: BirdVoxDCASE20k_csvpublic.csv, or one CSV for each unit of BirdVox-full-night</source>
        <translation>enthält keine Tabelle von BirdVox: BirdVoxDCASE20k_csvpublic.csv oder eine CSV für jedes Gerät von BirdVox-full-night</translation>
    </message>
    <message>
        <source>is empty; a selection table begins with the names of its columns</source>
        <translation>ist leer; eine Auswahltabelle beginnt mit den Namen ihrer Spalten</translation>
    </message>
    <message>
        <source>is no selection table: it has no columns &quot;Begin Time (s)&quot; and &quot;End Time (s)&quot;</source>
        <translation>ist keine Auswahltabelle: ihr fehlen die Spalten „Begin Time (s)“ und „End Time (s)“</translation>
    </message>
    <message>
        <source>line %1: &apos;%2&apos; is not a number</source>
        <translation>Zeile %1: „%2“ ist keine Zahl</translation>
    </message>
    <message>
        <source>line %1: the selection ends before it begins</source>
        <translation>Zeile %1: die Auswahl endet, bevor sie beginnt</translation>
    </message>
    <message>
        <source>Not all of the demo library could be fetched: %1.</source>
        <translation>Die Demo-Bibliothek konnte nicht ganz geholt werden: %1.</translation>
    </message>
    <message>
        <source>Debian packages: %1</source>
        <translation>Debian-Pakete: %1</translation>
    </message>
    <message>
        <source>accuracy falls from %1 with a %2, as in training, to %3 with a %4: the model reads what neighbouring pieces share at their joint</source>
        <translation>die Genauigkeit fällt von %1 mit „%2“ wie im Training auf %3 mit „%4“: das Modell liest, was benachbarte Teile an ihrer Fuge gemeinsam haben</translation>
    </message>
    <message>
        <source>the %1 of tracks is judged better than their inside (%2 against %3): beginnings and fade-outs may give the answer away</source>
        <translation>„%1“ der Stücke wird besser beurteilt als ihr Inneres (%2 gegen %3): Anfänge und Ausblendungen könnten die Antwort verraten</translation>
    </message>
    <message>
        <source>music that was compressed with loss is judged better than lossless music: the codec may give the answer away</source>
        <translation>verlustbehaftet komprimierte Musik wird besser beurteilt als verlustfreie: der Codec könnte die Antwort verraten</translation>
    </message>
    <message>
        <source>is an MP3 in free format, a kind of MP3 that is not supported</source>
        <translation>ist ein MP3 in freiem Format, einer Art von MP3, die nicht unterstützt wird</translation>
    </message>
    <message>
        <source>is not a sound file, or is damaged from its start</source>
        <translation>ist keine Tondatei oder von Anfang an beschädigt</translation>
    </message>
    <message>
        <source>holds no sound</source>
        <translation>enthält keinen Ton</translation>
    </message>
    <message>
        <source>has %1 channels, more than the %2 that are read</source>
        <translation>hat %1 Kanäle, mehr als die %2, die gelesen werden</translation>
    </message>
    <message>
        <source>is larger than 16 MiB, which no MIDI file is</source>
        <translation>ist größer als 16 MiB, was keine MIDI-Datei ist</translation>
    </message>
    <message>
        <source>%1 need about %2, and only %3 may be written there for some of its disk to stay free</source>
        <translation>%1 brauchen etwa %2, und nur %3 dürfen dort geschrieben werden, damit etwas vom Datenträger frei bleibt</translation>
    </message>
    <message>
        <source>is %1 long, and such a file is never longer than %2</source>
        <translation>ist %1 lang, und eine solche Datei ist nie länger als %2</translation>
    </message>
    <message>
        <source>became shorter while it was read</source>
        <translation>wurde kürzer, während sie gelesen wurde</translation>
    </message>
    <message>
        <source>could not be written: its links lead in a circle</source>
        <translation>konnte nicht geschrieben werden: die Verweise führen im Kreis</translation>
    </message>
    <message>
        <source>could not be written: it is a folder</source>
        <translation>konnte nicht geschrieben werden: es ist ein Ordner</translation>
    </message>
    <message>
        <source>is what is to be read: choose another file to write to</source>
        <translation>ist, was gelesen werden soll: wählen Sie eine andere Datei zum Schreiben</translation>
    </message>
    <message>
        <source>it is not known where your home folder is: set HOME, or name a workspace</source>
        <translation>es ist nicht bekannt, wo Ihr Heimordner ist: setzen Sie HOME oder nennen Sie einen Arbeitsbereich</translation>
    </message>
    <message>
        <source>there is not enough memory for this</source>
        <translation>dafür reicht der Speicher nicht</translation>
    </message>
    <message>
        <source>a record is damaged and cannot be read</source>
        <translation>ein Eintrag ist beschädigt und kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>an unexpected problem: %1</source>
        <translation>ein unerwartetes Problem: %1</translation>
    </message>
    <message>
        <source>is damaged: its content is not what its checksum says it was</source>
        <translation>ist beschädigt: der Inhalt ist nicht der, den die Prüfsumme nennt</translation>
    </message>
    <message>
        <source>holds numbers in &apos;%1&apos; that are not finite</source>
        <translation>enthält in „%1“ Zahlen, die nicht endlich sind</translation>
    </message>
    <message>
        <source>is not of run %1 but of another, which the workspace&apos;s database does not know under this number</source>
        <translation>gehört nicht zu Lauf %1, sondern zu einem anderen, den die Datenbank des Arbeitsbereichs unter dieser Nummer nicht kennt</translation>
    </message>
    <message>
        <source>there is no music that the model was not trained on, by artists that it was not trained on</source>
        <translation>es gibt keine Musik, auf der das Modell nicht trainiert wurde, von Interpreten, auf denen es nicht trainiert wurde</translation>
    </message>
    <message>
        <source>run %1 kept no tracks for testing: its test_share is 0, or there was too little music for a third side</source>
        <translation>Lauf %1 hielt keine Stücke zum Testen zurück: sein test_share ist 0, oder es gab zu wenig Musik dafür</translation>
    </message>
    <message>
        <source>its channels cancel: each has sound, but next to nothing is left when they are mixed (retrograde-cli render --channel 1 writes one of them to a file of its own)</source>
        <translation>seine Kanäle löschen sich aus: jeder enthält Ton, gemischt bleibt aber fast nichts (retrograde-cli render --channel 1 schreibt einen davon in eine eigene Datei)</translation>
    </message>
    <message>
        <source>its loudest sample is %1 times full scale</source>
        <translation>sein lautester Abtastwert ist das %1-fache der Vollaussteuerung</translation>
    </message>
    <message>
        <source>is longer than 100 hours, the most that is read of a file</source>
        <translation>ist länger als 100 Stunden, mehr wird von einer Datei nicht gelesen</translation>
    </message>
    <message>
        <source>was moved, deleted or replaced while it was in use; what was being done could not be kept</source>
        <translation>wurde verschoben, gelöscht oder ersetzt, während sie in Gebrauch war; was gerade getan wurde, ließ sich nicht behalten</translation>
    </message>
    <message>
        <source>was written by an older version, and may not be brought up to date because it may not be written</source>
        <translation>wurde von einer älteren Version geschrieben und kann nicht aktualisiert werden, weil nicht hineingeschrieben werden darf</translation>
    </message>
    <message>
        <source>belongs to the workspace: choose another file to write to</source>
        <translation>gehört zum Arbeitsbereich: wählen Sie eine andere Datei zum Schreiben</translation>
    </message>
    <message>
        <source>is music of the library: choose another file to write to</source>
        <translation>ist Musik der Bibliothek: wählen Sie eine andere Datei zum Schreiben</translation>
    </message>
    <message>
        <source>passed over for their endings: %1</source>
        <translation>wegen ihrer Endung übergangen: %1</translation>
    </message>
    <message>
        <source>is no file, so no database</source>
        <translation>ist keine Datei, also keine Datenbank</translation>
    </message>
    <message>
        <source>the record of run %1 is damaged: it does not say what it should</source>
        <translation>der Eintrag von Lauf %1 ist beschädigt: er sagt nicht, was er sollte</translation>
    </message>
    <message>
        <source>the record of run %1 holds settings that cannot be used: %2</source>
        <translation>der Eintrag von Lauf %1 enthält Einstellungen, die sich nicht verwenden lassen: %2</translation>
    </message>
    <message>
        <source>a tiny model that sees %1 is right in %2 of the cases: as much can be had without listening</source>
        <translation>ein winziges Modell, das „%1“ sieht, liegt in %2 der Fälle richtig: so viel geht ohne Zuhören</translation>
    </message>
    <message>
        <source>the same clips are judged better after MP3 than before, by %1 (%2 to %3): what the codec leaves behind gives the answer away</source>
        <translation>dieselben Ausschnitte werden nach MP3 besser beurteilt als vorher, um %1 (%2 bis %3): was der Codec hinterlässt, verrät die Antwort</translation>
    </message>
    <message>
        <source>edge frames only</source>
        <translation>nur die Frames am Rand</translation>
    </message>
    <message>
        <source>levels only</source>
        <translation>nur die Pegel</translation>
    </message>
    <message>
        <source>Rendered from MIDI tunes with soundfonts, not recorded: scores on these clips tell how well soundfonts are told apart, not instruments.</source>
        <translation>Aus MIDI-Stücken mit Soundfonts erzeugt, nicht aufgenommen: Ergebnisse auf diesen Ausschnitten sagen, wie gut Soundfonts unterschieden werden, nicht Instrumente.</translation>
    </message>
</context>
<context>
    <name>DatasetKind</name>
    <message>
        <source>a folder of music</source>
        <translation>ein Ordner mit Musik</translation>
    </message>
    <message>
        <source>FMA (Free Music Archive dataset)</source>
        <translation>FMA (Datensatz des Free Music Archive)</translation>
    </message>
    <message>
        <source>OpenMIC-2018</source>
        <translation>OpenMIC-2018</translation>
    </message>
    <message>
        <source>BirdVox</source>
        <translation>BirdVox</translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>A setting does not fit</source>
        <translation>Eine Einstellung passt nicht</translation>
    </message>
    <message>
        <source>Change the setting and try again.</source>
        <translation>Die Einstellung ändern und erneut versuchen.</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>It may have been moved, renamed or deleted.</source>
        <translation>Vielleicht wurde es verschoben, umbenannt oder gelöscht.</translation>
    </message>
    <message>
        <source>No access</source>
        <translation>Kein Zugriff</translation>
    </message>
    <message>
        <source>Check the permissions of the file or folder.</source>
        <translation>Die Zugriffsrechte der Datei oder des Ordners prüfen.</translation>
    </message>
    <message>
        <source>Not audio</source>
        <translation>Kein Ton</translation>
    </message>
    <message>
        <source>Try to open the file in a player: it may be damaged.</source>
        <translation>Die Datei in einem Abspielprogramm öffnen: Vielleicht ist sie beschädigt.</translation>
    </message>
    <message>
        <source>Damaged file</source>
        <translation>Beschädigte Datei</translation>
    </message>
    <message>
        <source>Restore the file from a copy, or delete it and start afresh.</source>
        <translation>Die Datei aus einer Kopie wiederherstellen oder löschen und neu beginnen.</translation>
    </message>
    <message>
        <source>Not supported here</source>
        <translation>Hier nicht möglich</translation>
    </message>
    <message>
        <source>A newer version of Retrograde may be able to do it.</source>
        <translation>Eine neuere Version von Retrograde kann es vielleicht.</translation>
    </message>
    <message>
        <source>Already in use</source>
        <translation>Schon in Gebrauch</translation>
    </message>
    <message>
        <source>Wait until the other work has ended, then try again.</source>
        <translation>Warten, bis die andere Arbeit beendet ist, dann erneut versuchen.</translation>
    </message>
    <message>
        <source>Reading or writing failed</source>
        <translation>Lesen oder Schreiben ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>Check that the disk is there and not full.</source>
        <translation>Prüfen, ob der Datenträger da und nicht voll ist.</translation>
    </message>
    <message>
        <source>The workspace&apos;s database failed</source>
        <translation>Die Datenbank des Arbeitsbereichs ist gestört</translation>
    </message>
    <message>
        <source>Check that the disk is not full, then open the workspace again.</source>
        <translation>Prüfen, ob der Datenträger nicht voll ist, dann den Arbeitsbereich neu öffnen.</translation>
    </message>
    <message>
        <source>The device failed</source>
        <translation>Das Gerät ist ausgefallen</translation>
    </message>
    <message>
        <source>Check that it is connected, or choose another one.</source>
        <translation>Prüfen, ob es angeschlossen ist, oder ein anderes wählen.</translation>
    </message>
    <message>
        <source>Training cannot go on</source>
        <translation>Das Training kann nicht weitergehen</translation>
    </message>
    <message>
        <source>Import more music, or change the settings.</source>
        <translation>Mehr Musik importieren oder die Einstellungen ändern.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>The file has changed</source>
        <translation>Die Datei hat sich geändert</translation>
    </message>
    <message>
        <source>Import it again, so that the library knows what it holds now.</source>
        <translation>Sie noch einmal importieren, damit die Bibliothek weiß, was sie jetzt enthält.</translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>Audio</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Playing</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Choosing</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Deciding by ear</source>
        <translation>Nach Gehör urteilen</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>In the picture</source>
        <translation>Im Bild</translation>
    </message>
    <message>
        <source>Media keys</source>
        <translation>Medientasten</translation>
    </message>
    <message>
        <source>Play, stop, next, previous</source>
        <translation>Wiedergabe, Stopp, nächstes, voriges</translation>
    </message>
    <message>
        <source>Zoom in and out</source>
        <translation>Hinein- und herauszoomen</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>Pfeile</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Gitter</translation>
    </message>
    <message>
        <source>End the selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Rad</translation>
    </message>
    <message>
        <source>Zoom in time</source>
        <translation>In der Zeit zoomen</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>Ziehen</translation>
    </message>
    <message>
        <source>Select a stretch</source>
        <translation>Eine Strecke auswählen</translation>
    </message>
    <message>
        <source>Ctrl+Drag</source>
        <translation>Strg+Ziehen</translation>
    </message>
    <message>
        <source>Select a box</source>
        <translation>Einen Kasten auswählen</translation>
    </message>
    <message>
        <source>Shift+Drag</source>
        <translation>Umschalt+Ziehen</translation>
    </message>
    <message>
        <source>Move the picture</source>
        <translation>Das Bild verschieben</translation>
    </message>
    <message>
        <source>Play the chosen row</source>
        <translation>Die gewählte Zeile abspielen</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Eingabe</translation>
    </message>
</context>
<context>
    <name>Pitch</name>
    <message>
        <source>%1 %2 ct</source>
        <comment>a note and the cents above it</comment>
        <translation>%1 %2 ct</translation>
    </message>
    <message>
        <source>%1 Hz</source>
        <translation>%1 Hz</translation>
    </message>
</context>
<context>
    <name>RunWords</name>
    <message>
        <source>%1 × %2 s</source>
        <comment>pieces, seconds of each</comment>
        <translation>%1 × %2 s</translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>abgeschlossen</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>Run %1 · %2 / %3 / %4</source>
        <comment>number, task, network, clip length</comment>
        <translation>Lauf %1 · %2 / %3 / %4</translation>
    </message>
    <message>
        <source>from run %1, frozen</source>
        <translation>aus Lauf %1, eingefroren</translation>
    </message>
    <message>
        <source>from run %1, fine-tuned</source>
        <translation>aus Lauf %1, nachtrainiert</translation>
    </message>
    <message>
        <source>from random weights, frozen</source>
        <translation>aus Zufallsgewichten, eingefroren</translation>
    </message>
    <message>
        <source>from random weights</source>
        <translation>aus Zufallsgewichten</translation>
    </message>
    <message numerus="yes">
        <source>%n label(s) a class</source>
        <translation>
            <numerusform>%n Beschriftung je Klasse</numerusform>
            <numerusform>%n Beschriftungen je Klasse</numerusform>
        </translation>
    </message>
    <message>
        <source>all labels</source>
        <translation>alle Beschriftungen</translation>
    </message>
    <message>
        <source>random</source>
        <translation>zufällig</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>Lauf %1</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>eingefroren</translation>
    </message>
    <message>
        <source>time reversal</source>
        <translation>Zeitumkehr</translation>
    </message>
    <message>
        <source>jigsaw</source>
        <translation>Puzzle</translation>
    </message>
    <message>
        <source>jigsaw, which order</source>
        <translation>Puzzle, welche Reihenfolge</translation>
    </message>
    <message>
        <source>instruments</source>
        <translation>Instrumente</translation>
    </message>
</context>
<context>
    <name>Saliency</name>
    <message>
        <source>%1 % of it near joints, which are %2 % of the picture</source>
        <translation>%1 % davon nahe an Nahtstellen, die %2 % des Bildes sind</translation>
    </message>
    <message>
        <source>speaks against “%1” by %2 (log-odds)</source>
        <comment>answer, number</comment>
        <translation>spricht mit %2 gegen „%1“ (Log-Odds)</translation>
    </message>
    <message>
        <source>speaks for “%1” by %2 (log-odds)</source>
        <comment>answer, number</comment>
        <translation>spricht mit %2 für „%1“ (Log-Odds)</translation>
    </message>
    <message>
        <source>speaks for “%1”, the likelier answer, by up to %2 (log-odds)</source>
        <comment>answer, number</comment>
        <translation>spricht mit bis zu %2 für „%1“, die wahrscheinlichere Antwort (Log-Odds)</translation>
    </message>
    <message>
        <source>speaks for “%1”, by up to %2 (log-odds)</source>
        <comment>answer, number</comment>
        <translation>spricht mit bis zu %2 für „%1“ (Log-Odds)</translation>
    </message>
    <message>
        <source>against it, by up to %1</source>
        <comment>number</comment>
        <translation>dagegen mit bis zu %1</translation>
    </message>
</context>
<context>
    <name>Text</name>
    <message>
        <source>Importing</source>
        <translation>Import läuft</translation>
    </message>
    <message>
        <source>Extracting features</source>
        <translation>Merkmale werden berechnet</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>a percentage</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>noch unter einer Minute</translation>
    </message>
    <message numerus="yes">
        <source>about %n min left</source>
        <translation>
            <numerusform>noch etwa %n min</numerusform>
            <numerusform>noch etwa %n min</numerusform>
        </translation>
    </message>
    <message>
        <source>about %1 h %2 min left</source>
        <translation>noch etwa %1 h %2 min</translation>
    </message>
    <message>
        <source>Looking for music</source>
        <translation>Musik wird gesucht</translation>
    </message>
    <message>
        <source>Fetching music from Debian&apos;s archive</source>
        <translation>Musik wird aus dem Debian-Archiv geholt</translation>
    </message>
    <message>
        <source>Synthesising a stand-in</source>
        <translation>Ersatzmusik wird erzeugt</translation>
    </message>
    <message>
        <source>Looking for features</source>
        <translation>Merkmale werden gesucht</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>Bericht wird geschrieben</translation>
    </message>
    <message>
        <source>Asking with other gaps</source>
        <translation>Andere Lücken werden geprüft</translation>
    </message>
    <message>
        <source>Computing features of the frozen trunk</source>
        <translation>Merkmale des eingefrorenen Rumpfes werden berechnet</translation>
    </message>
    <message>
        <source>Rendering labelled clips</source>
        <translation>Beschriftete Ausschnitte werden gespielt</translation>
    </message>
    <message>
        <source>Judging the model</source>
        <translation>Modell wird beurteilt</translation>
    </message>
    <message>
        <source>Telling sounds apart</source>
        <translation>Klänge werden unterschieden</translation>
    </message>
    <message>
        <source>Judging the test tracks</source>
        <translation>Teststücke werden beurteilt</translation>
    </message>
    <message>
        <source>Measuring the trunk&apos;s statistics</source>
        <translation>Statistik des Rumpfs wird gemessen</translation>
    </message>
    <message>
        <source>Checking for shortcuts</source>
        <translation>Prüfung auf Abkürzungen</translation>
    </message>
    <message>
        <source>Asking about cut sound</source>
        <translation>Fragen zu geschnittenem Klang</translation>
    </message>
    <message>
        <source>Asking about encoded clips</source>
        <translation>Fragen zu kodierten Ausschnitten</translation>
    </message>
    <message>
        <source>Asking what single properties tell</source>
        <translation>Fragen, was einzelne Eigenschaften verraten</translation>
    </message>
</context>
<context>
    <name>TrackStatus</name>
    <message>
        <source>usable</source>
        <translation>brauchbar</translation>
    </message>
    <message>
        <source>quarantined</source>
        <translation>in Quarantäne</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>another track holds the same sound</source>
        <translation>ein anderes Stück enthält denselben Klang</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>Model is right</source>
        <translation>Modell hat recht</translation>
    </message>
    <message>
        <source>Model is wrong</source>
        <translation>Modell irrt</translation>
    </message>
    <message>
        <source>Drone: no arrow of time</source>
        <translation>Bordun: kein Zeitpfeil</translation>
    </message>
    <message>
        <source>Published reversed</source>
        <translation>Rückwärts veröffentlicht</translation>
    </message>
    <message>
        <source>Cannot tell</source>
        <translation>Nicht zu sagen</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>forward</source>
        <translation>vorwärts</translation>
    </message>
    <message>
        <source>probably forward</source>
        <translation>wohl vorwärts</translation>
    </message>
    <message>
        <source>cannot tell</source>
        <translation>nicht zu sagen</translation>
    </message>
    <message>
        <source>probably reversed</source>
        <translation>wohl rückwärts</translation>
    </message>
    <message>
        <source>reversed</source>
        <translation>rückwärts</translation>
    </message>
    <message>
        <source>As published</source>
        <translation>Wie veröffentlicht</translation>
    </message>
    <message>
        <source>Reversed</source>
        <translation>Rückwärts</translation>
    </message>
    <message>
        <source>Order %1</source>
        <translation>Reihenfolge %1</translation>
    </message>
    <message>
        <source>as published</source>
        <translation>wie veröffentlicht</translation>
    </message>
    <message>
        <source>order %1</source>
        <translation>Reihenfolge %1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>words (number)</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>wrong and sure</source>
        <translation>falsch und sicher</translation>
    </message>
    <message>
        <source>wrong, but unsure</source>
        <translation>falsch, aber unsicher</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>right and sure</source>
        <translation>richtig und sicher</translation>
    </message>
    <message>
        <source>right, but unsure</source>
        <translation>richtig, aber unsicher</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>in order</source>
        <translation>in Reihenfolge</translation>
    </message>
    <message>
        <source>probably in order</source>
        <translation>wohl in Reihenfolge</translation>
    </message>
    <message>
        <source>probably shuffled</source>
        <translation>wohl vertauscht</translation>
    </message>
    <message>
        <source>shuffled</source>
        <translation>vertauscht</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>nicht dabei</translation>
    </message>
    <message>
        <source>probably absent</source>
        <translation>wohl nicht dabei</translation>
    </message>
    <message>
        <source>probably present</source>
        <translation>wohl dabei</translation>
    </message>
    <message>
        <source>present</source>
        <translation>dabei</translation>
    </message>
    <message>
        <source>%1 right, 95 % interval over tracks %2 to %3 (answers: %4, tracks: %5); always the same answer reaches %6</source>
        <translation>%1 richtig, 95-%-Intervall über Stücke %2 bis %3 (Antworten: %4, Stücke: %5); stets dieselbe Antwort erreicht %6</translation>
    </message>
    <message>
        <source>%1 of the labelled cells right, 95 % interval over tracks %2 to %3 (cells: %4, tracks: %5); always a label&apos;s more frequent answer reaches %6</source>
        <translation>%1 der beschrifteten Zellen richtig, 95-%-Intervall über Stücke %2 bis %3 (Zellen: %4, Stücke: %5); stets die häufigere Antwort einer Beschriftung erreicht %6</translation>
    </message>
    <message>
        <source>Of its only epoch.</source>
        <translation>Aus der einzigen Epoche.</translation>
    </message>
    <message>
        <source>Of epoch %1, which was chosen as the best of %2 on these very clips: that flatters the figure.</source>
        <translation>Aus Epoche %1, die auf eben diesen Ausschnitten als beste von %2 gewählt wurde: Das schmeichelt der Zahl.</translation>
    </message>
    <message>
        <source>Of epoch %1, on test clips that neither trained it nor chose it.</source>
        <translation>Aus Epoche %1, auf Testausschnitten, mit denen weder trainiert noch gewählt wurde.</translation>
    </message>
    <message>
        <source>That is no more than can be had without listening: nothing can be said to have been learned yet.</source>
        <translation>Das ist nicht mehr, als ohne Hinhören zu erreichen ist: Dass etwas gelernt wurde, lässt sich noch nicht sagen.</translation>
    </message>
    <message>
        <source>That is less than can be had without listening.</source>
        <translation>Das ist weniger, als ohne Hinhören zu erreichen ist.</translation>
    </message>
    <message>
        <source>So it hears the arrow of time in music that is new to it.</source>
        <translation>Also hört das Modell den Zeitpfeil in Musik, die ihm neu ist.</translation>
    </message>
    <message>
        <source>So it hears how music goes on, in music that is new to it.</source>
        <translation>Also hört das Modell, wie Musik weitergeht, in Musik, die ihm neu ist.</translation>
    </message>
    <message>
        <source>So it hears in which order pieces of music belong, in music that is new to it.</source>
        <translation>Also hört das Modell, in welche Reihenfolge Teile von Musik gehören, in Musik, die ihm neu ist.</translation>
    </message>
    <message>
        <source>So it hears what the labels name, in music that is new to it.</source>
        <translation>Also hört das Modell, was die Beschriftungen benennen, in Musik, die ihm neu ist.</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>percent</comment>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>What the model has to tell: whether a clip is heard forward or reversed, whether its three pieces are in order, or, learning from labels, which instruments play.</source>
        <translation>Was das Modell sagen soll: ob ein Ausschnitt vorwärts oder rückwärts läuft, ob seine drei Teile in der richtigen Reihenfolge sind, oder, aus Beschriftungen gelernt, welche Instrumente spielen.</translation>
    </message>
    <message>
        <source>One of the three networks of the 2019 experiment; ConvNet-ext and ResNet18 see a clip as three pieces.</source>
        <translation>Eines der drei Netze des Experiments von 2019; ConvNet-ext und ResNet18 sehen einen Ausschnitt in drei Teilen.</translation>
    </message>
    <message>
        <source>How much the model hears at a time; longer clips are easier and slower.</source>
        <translation>Wie viel das Modell auf einmal hört; längere Ausschnitte sind leichter und langsamer.</translation>
    </message>
    <message>
        <source>How often the model goes through the music.</source>
        <translation>Wie oft das Modell die Musik durchgeht.</translation>
    </message>
    <message>
        <source>Fine-tuned, all of the network goes on learning; frozen, only the last layer learns, which shows what the network knew before.</source>
        <translation>Nachtrainiert lernt alles weiter; eingefroren lernt nur die letzte Schicht, was zeigt, was das Netz schon wusste.</translation>
    </message>
    <message>
        <source>What a jigsaw asks of the model: whether the pieces are shuffled, or which of six orders they are in.</source>
        <translation>Wonach das Puzzle das Modell fragt: ob die Teile vertauscht sind, oder in welcher von sechs Reihenfolgen sie stehen.</translation>
    </message>
    <message>
        <source>What is left out between two pieces of a jigsaw; below 23 frames neighbours share sound, which gives their order away.</source>
        <translation>Was zwischen zwei Teilen eines Puzzles ausgelassen wird; unter 23 Frames teilen sich Nachbarn Klang, und das verrät ihre Reihenfolge.</translation>
    </message>
    <message>
        <source>Clips per training step.</source>
        <translation>Ausschnitte je Trainingsschritt.</translation>
    </message>
    <message>
        <source>The optimiser&apos;s step size at its peak.</source>
        <translation>Die größte Schrittweite des Optimierers.</translation>
    </message>
    <message>
        <source>Decides the first weights, the crops and their order; the same seed and settings give the same run again.</source>
        <translation>Bestimmt die ersten Gewichte, die Ausschnitte und ihre Reihenfolge; gleicher Startwert und gleiche Einstellungen ergeben wieder den gleichen Lauf.</translation>
    </message>
    <message>
        <source>Where the network is computed.</source>
        <translation>Wo das Netz berechnet wird.</translation>
    </message>
    <message>
        <source>Number format of the convolutions; bfloat16 is faster on processors that have it.</source>
        <translation>Zahlenformat der Faltungen; bfloat16 ist auf Prozessoren, die es beherrschen, schneller.</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>Frames</translation>
    </message>
    <message>
        <source>%1 (P %2 %3)</source>
        <comment>words, of what the number is the probability, number</comment>
        <translation>%1 (P %2 %3)</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>A workbench for self-supervised machine listening.</source>
        <translation>Eine Werkbank für selbstüberwachtes maschinelles Hören.</translation>
    </message>
    <message>
        <source>Open the workspace in this folder.</source>
        <translation>Den Arbeitsbereich in diesem Ordner öffnen.</translation>
    </message>
    <message>
        <source>Prepare the demo library at the start.</source>
        <translation>Beim Start die Demo-Bibliothek vorbereiten.</translation>
    </message>
    <message>
        <source>system, light or dark, for this start.</source>
        <translation>system, light oder dark, für diesen Start.</translation>
    </message>
    <message>
        <source>Files and folders to import.</source>
        <translation>Dateien und Ordner, die importiert werden.</translation>
    </message>
</context>
<context>
    <name>retrograde::ClipView</name>
    <message>
        <source>Linear spectrogram</source>
        <translation>Lineares Spektrogramm</translation>
    </message>
    <message>
        <source>Spectrogram to compare with</source>
        <translation>Spektrogramm zum Vergleich</translation>
    </message>
</context>
<context>
    <name>retrograde::CurvesView</name>
    <message>
        <source>accuracy, %</source>
        <translation>Genauigkeit, %</translation>
    </message>
    <message>
        <source>loss, nats</source>
        <translation>Verlust, nat</translation>
    </message>
    <message>
        <source>training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Accuracy and loss over the epochs</source>
        <translation>Genauigkeit und Verlust über die Epochen</translation>
    </message>
    <message>
        <source>Best epoch %1 of %2, chosen by its validation accuracy: %3</source>
        <translation>Beste Epoche %1 von %2, gewählt nach ihrer Genauigkeit in der Validierung: %3</translation>
    </message>
    <message>
        <source>within the epoch</source>
        <translation>innerhalb der Epoche</translation>
    </message>
    <message>
        <source>best epoch, by accuracy</source>
        <translation>beste Epoche nach Genauigkeit</translation>
    </message>
</context>
<context>
    <name>retrograde::DropHint</name>
    <message>
        <source>Drop to import
The files stay where they are.</source>
        <translation>Zum Importieren loslassen
Die Dateien bleiben, wo sie sind.</translation>
    </message>
</context>
<context>
    <name>retrograde::ErrorModel</name>
    <message>
        <source>Track</source>
        <translation>Stück</translation>
    </message>
    <message>
        <source>Artist</source>
        <translation>Interpret</translation>
    </message>
    <message>
        <source>At (min:s)</source>
        <translation>Bei (min:s)</translation>
    </message>
    <message>
        <source>Heard</source>
        <translation>Gehört</translation>
    </message>
    <message>
        <source>Loss (nats)</source>
        <translation>Verlust (nat)</translation>
    </message>
    <message>
        <source>Your verdict</source>
        <translation>Ihr Urteil</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>label, whether it is there</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Labelled</source>
        <translation>Beschriftet mit</translation>
    </message>
    <message>
        <source>How wrong the model was: cross-entropy of this clip. Guessing costs %1.</source>
        <translation>Wie sehr das Modell irrte: Kreuzentropie dieses Ausschnitts. Raten kostet %1.</translation>
    </message>
    <message>
        <source>%1 (of “%2”)</source>
        <comment>verdict, the answer that it was given of</comment>
        <translation>%1 (zu „%2“)</translation>
    </message>
    <message>
        <source>The order that the model named, and the probability it gave to “%1”.</source>
        <translation>Die Reihenfolge, die das Modell nannte, und die Wahrscheinlichkeit, die es „%1“ gab.</translation>
    </message>
    <message>
        <source>The model&apos;s verdict and the probability it gave to “%1”.</source>
        <translation>Das Urteil des Modells und die Wahrscheinlichkeit, die es „%1“ gab.</translation>
    </message>
    <message>
        <source>Model says (P %1)</source>
        <comment>of what it is the probability</comment>
        <translation>Modell sagt (P %1)</translation>
    </message>
</context>
<context>
    <name>retrograde::ErrorsPage</name>
    <message>
        <source>Wrong and sure (%1)</source>
        <translation>Falsch und sicher (%1)</translation>
    </message>
    <message>
        <source>Unsure (%1)</source>
        <translation>Unsicher (%1)</translation>
    </message>
    <message>
        <source>All (%1)</source>
        <translation>Alle (%1)</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>No trained run yet</source>
        <translation>Noch kein trainierter Lauf</translation>
    </message>
    <message>
        <source>When a model has been trained for an epoch, its mistakes are listed here, the worst first, each to be seen and heard.</source>
        <translation>Sobald ein Modell eine Epoche lang trainiert wurde, stehen hier seine Fehler, die schlimmsten zuerst, jeder zu sehen und zu hören.</translation>
    </message>
    <message>
        <source>Train a model</source>
        <translation>Ein Modell trainieren</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Wrong, with at least 80 % on the wrong answer: the most telling mistakes.</source>
        <translation>Falsch, mit mindestens 80 % für die falsche Antwort: die lehrreichsten Fehler.</translation>
    </message>
    <message>
        <source>Search the errors</source>
        <translation>In den Fehlern suchen</translation>
    </message>
    <message>
        <source>The run has a better epoch now than the one listed here.</source>
        <translation>Der Lauf hat inzwischen eine bessere Epoche als die hier gezeigte.</translation>
    </message>
    <message>
        <source>Export as CSV…</source>
        <translation>Als CSV exportieren …</translation>
    </message>
    <message>
        <source>Judged clips</source>
        <translation>Beurteilte Ausschnitte</translation>
    </message>
    <message>
        <source>No sure mistakes</source>
        <translation>Keine sicheren Fehler</translation>
    </message>
    <message>
        <source>Nothing of this kind</source>
        <translation>Nichts von dieser Art</translation>
    </message>
    <message>
        <source>The run&apos;s best epoch made none. Choose another kind above.</source>
        <translation>Die beste Epoche des Laufs machte keine. Oben eine andere Art wählen.</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>No clip&apos;s track or artist fits the search.</source>
        <translation>Zu keinem Ausschnitt passen Stück oder Interpret der Suche.</translation>
    </message>
    <message>
        <source>Export errors as CSV</source>
        <translation>Fehler als CSV exportieren</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>shown, in all</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>The verdict on “%1” is taken back.</source>
        <translation>Das Urteil über „%1“ ist zurückgenommen.</translation>
    </message>
    <message>
        <source>“%1”: %2</source>
        <comment>track, verdict</comment>
        <translation>„%1“: %2</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Words of the track&apos;s title, the artist, or how it was heard or labelled</source>
        <translation>Wörter aus dem Titel, dem Interpreten oder daraus, wie es gehört oder beschriftet wurde</translation>
    </message>
    <message>
        <source>Right or wrong, with at most 65 % on its answer.</source>
        <translation>Richtig oder falsch, mit höchstens 65 % auf der Antwort.</translation>
    </message>
    <message>
        <source>No epoch is finished yet</source>
        <translation>Noch ist keine Epoche beendet</translation>
    </message>
    <message>
        <source>%1 is training. Its mistakes are listed here after its first epoch, the worst first, each to be seen and heard.</source>
        <translation>%1 wird trainiert. Nach der ersten Epoche stehen hier die Fehler, die schlimmsten zuerst, jeder zum Ansehen und Anhören.</translation>
    </message>
    <message>
        <source>“%1” is on the stage now, to be heard before it is judged.</source>
        <translation>„%1“ steht jetzt auf der Bühne: erst hören, dann urteilen.</translation>
    </message>
    <message>
        <source>%1 in epoch %2</source>
        <comment>accuracy, number</comment>
        <translation>%1 in Epoche %2</translation>
    </message>
    <message>
        <source>Show epoch %1</source>
        <translation>Epoche %1 zeigen</translation>
    </message>
    <message>
        <source>The verdict on “%1” is again: %2</source>
        <comment>track, verdict</comment>
        <translation>Das Urteil über „%1“ ist wieder: %2</translation>
    </message>
    <message>
        <source>Every clip that the run was validated on: as long as its model hears at once, of the tracks that were held out.</source>
        <translation>Jeder Ausschnitt, an dem der Lauf validiert wurde: so lang, wie sein Modell auf einmal hört, aus den zurückgehaltenen Stücken.</translation>
    </message>
    <message>
        <source>The best epoch gave no wrong answer a probability of 80 % or more. It is unsure of %1 of its %2 answers. Choose another kind above.</source>
        <translation>Die beste Epoche gab keiner falschen Antwort eine Wahrscheinlichkeit von 80 % oder mehr. Bei %1 ihrer %2 Antworten ist sie unsicher. Oben lässt sich eine andere Art wählen.</translation>
    </message>
    <message>
        <source>Wrong (%1)</source>
        <translation>Falsch (%1)</translation>
    </message>
    <message>
        <source>All wrong answers, however sure the model was.</source>
        <translation>Alle falschen Antworten, wie sicher das Modell auch war.</translation>
    </message>
    <message>
        <source>End the search</source>
        <translation>Suche beenden</translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s) that you judged are not of this kind any more, and stand under All.</source>
        <translation>
            <numerusform>%n Ausschnitt, den Sie beurteilt haben, ist nicht mehr von dieser Art und steht unter Alle.</numerusform>
            <numerusform>%n Ausschnitte, die Sie beurteilt haben, sind nicht mehr von dieser Art und stehen unter Alle.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1. This is the next one; Ctrl+Z undoes it.</source>
        <translation>%1. Dies ist der nächste; Strg+Z macht es rückgängig.</translation>
    </message>
    <message>
        <source>%1. It was the last of the list; Ctrl+Z undoes it.</source>
        <translation>%1. Es war der letzte der Liste; Strg+Z macht es rückgängig.</translation>
    </message>
</context>
<context>
    <name>retrograde::ImportWizard</name>
    <message>
        <source>Import a dataset</source>
        <translation>Datensatz importieren</translation>
    </message>
</context>
<context>
    <name>retrograde::LabelModel</name>
    <message>
        <source>The model never said that this label is there.</source>
        <translation>Das Modell hat sie nie vergeben.</translation>
    </message>
    <message>
        <source>No clip is labelled with it.</source>
        <translation>Kein Ausschnitt ist so beschriftet.</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Beschriftung</translation>
    </message>
    <message>
        <source>Clips that are labelled as having it. Clips that nobody labelled count for nothing.</source>
        <translation>Ausschnitte, auf die sie zutrifft. Ausschnitte, über die niemand etwas gesagt hat, zählen nicht.</translation>
    </message>
    <message>
        <source>Present</source>
        <comment>number of clips</comment>
        <translation>Ja</translation>
    </message>
    <message>
        <source>Clips that are labelled as not having it.</source>
        <translation>Ausschnitte, auf die sie nicht zutrifft.</translation>
    </message>
    <message>
        <source>Absent</source>
        <comment>number of clips</comment>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Of the clips that the model says have it (probability from 0.5), the share that do.</source>
        <translation>Von den Ausschnitten, denen das Modell sie gibt (Wahrscheinlichkeit ab 0,5), der Anteil, auf den sie zutrifft.</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Präzision</translation>
    </message>
    <message>
        <source>Of the clips that have it, the share that the model finds (probability from 0.5).</source>
        <translation>Von den Ausschnitten, auf die sie zutrifft, der Anteil, dem das Modell sie gibt (Wahrscheinlichkeit ab 0,5).</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>Ausbeute</translation>
    </message>
    <message>
        <source>Harmonic mean of precision and recall, at a probability of 0.5.</source>
        <translation>Harmonisches Mittel von Präzision und Ausbeute, bei einer Wahrscheinlichkeit von 0,5.</translation>
    </message>
    <message>
        <source>F1</source>
        <translation>F1</translation>
    </message>
    <message>
        <source>The probability with the best F1 on the validation clips.</source>
        <translation>Die Wahrscheinlichkeit mit dem besten F1 auf den Ausschnitten zur Validierung.</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>F1 at that threshold. On the validation clips it flatters, for it was chosen there.</source>
        <translation>F1 bei dieser Schwelle. Auf den Ausschnitten zur Validierung schmeichelt es, denn dort wurde sie gewählt.</translation>
    </message>
    <message>
        <source>F1 there</source>
        <translation>F1 dort</translation>
    </message>
    <message>
        <source>How often a clip that has it gets a higher probability than one that does not. Guessing: 0.5.</source>
        <translation>Wie oft ein Ausschnitt, auf den sie zutrifft, eine höhere Wahrscheinlichkeit bekommt als einer, auf den sie nicht zutrifft. Raten: 0,5.</translation>
    </message>
    <message>
        <source>ROC-AUC</source>
        <translation>ROC-AUC</translation>
    </message>
    <message>
        <source>Average precision: the area under the curve of precision over recall.</source>
        <translation>Mittlere Präzision: die Fläche unter der Kurve der Präzision über der Ausbeute.</translation>
    </message>
    <message>
        <source>AP</source>
        <translation>AP</translation>
    </message>
    <message>
        <source>The average precision of guessing: the share of labelled clips that have it.</source>
        <translation>Die mittlere Präzision beim Raten: der Anteil der beschrifteten Ausschnitte, auf die sie zutrifft.</translation>
    </message>
    <message>
        <source>AP guessing</source>
        <translation>AP geraten</translation>
    </message>
</context>
<context>
    <name>retrograde::LevelMeter</name>
    <message>
        <source>Level</source>
        <translation>Pegel</translation>
    </message>
    <message>
        <source>Level of the louder channel, -60 to 0 dB of full scale</source>
        <translation>Pegel des lauteren Kanals, -60 bis 0 dB der Vollaussteuerung</translation>
    </message>
</context>
<context>
    <name>retrograde::LibraryPage</name>
    <message>
        <source>Search the library</source>
        <translation>In der Bibliothek suchen</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Any status</source>
        <translation>Jeder Zustand</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Stücke</translation>
    </message>
    <message>
        <source>Nothing matches</source>
        <translation>Nichts passt</translation>
    </message>
    <message>
        <source>No track fits the search and the filters.</source>
        <translation>Kein Stück passt zur Suche und zu den Filtern.</translation>
    </message>
    <message>
        <source>Show all tracks</source>
        <translation>Alle Stücke zeigen</translation>
    </message>
    <message>
        <source>All datasets</source>
        <translation>Alle Datensätze</translation>
    </message>
    <message numerus="yes">
        <source>%n track(s)</source>
        <translation>
            <numerusform>%n Stück</numerusform>
            <numerusform>%n Stücke</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n track(s)</source>
        <translation>
            <numerusform>%1 von %n Stück</numerusform>
            <numerusform>%1 von %n Stücken</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>%n Ausschnitt</numerusform>
            <numerusform>%n Ausschnitte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n quarantined</source>
        <translation>
            <numerusform>%n in Quarantäne</numerusform>
            <numerusform>%n in Quarantäne</numerusform>
        </translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>In der Dateiverwaltung zeigen</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>usable, with a warning</source>
        <translation>brauchbar, mit Warnung</translation>
    </message>
    <message>
        <source>“%1”: %2</source>
        <comment>dataset: note</comment>
        <translation>„%1“: %2</translation>
    </message>
    <message>
        <source>Copy artist and licence</source>
        <translation>Interpret und Lizenz kopieren</translation>
    </message>
    <message>
        <source>Use it all the same</source>
        <translation>Trotzdem verwenden</translation>
    </message>
    <message>
        <source>Remove from the library…</source>
        <translation>Aus der Bibliothek entfernen …</translation>
    </message>
    <message>
        <source>Import “%1” again</source>
        <translation>„%1“ erneut importieren</translation>
    </message>
    <message>
        <source>Remove “%1” from the library…</source>
        <translation>„%1“ aus der Bibliothek entfernen …</translation>
    </message>
    <message>
        <source>Words of the title, artist, album, genre, licence or file name</source>
        <translation>Wörter aus Titel, Interpret, Album, Genre, Lizenz oder Dateiname</translation>
    </message>
    <message>
        <source>No program on this desktop opens the folder %1.</source>
        <translation>Kein Programm auf diesem Desktop öffnet den Ordner %1.</translation>
    </message>
</context>
<context>
    <name>retrograde::LibraryWork</name>
    <message>
        <source>The work that was cut off goes on.</source>
        <translation>Die abgebrochene Arbeit geht weiter.</translation>
    </message>
    <message>
        <source>Import a folder of music</source>
        <translation>Einen Ordner mit Musik importieren</translation>
    </message>
    <message>
        <source>Import files</source>
        <translation>Dateien importieren</translation>
    </message>
    <message>
        <source>Labelled demo set</source>
        <translation>Beschrifteter Demo-Datensatz</translation>
    </message>
    <message>
        <source>1,200 clips of twenty instruments will be rendered from MIDI tunes with soundfonts: 10 MB to download, 150 MB on disk, a few minutes of work. They are played by a program, not recorded, so that what a model learns from them says little about real instruments.</source>
        <translation>1.200 Ausschnitte von zwanzig Instrumenten werden aus MIDI-Stücken mit Soundfonts erzeugt: 10 MB herunterzuladen, 150 MB auf der Platte, einige Minuten Arbeit. Ein Programm spielt sie, sie sind nicht aufgenommen; was ein Modell an ihnen lernt, sagt wenig über echte Instrumente.</translation>
    </message>
    <message>
        <source>Render</source>
        <translation>Erzeugen</translation>
    </message>
    <message>
        <source>Remove from the library</source>
        <translation>Aus der Bibliothek entfernen</translation>
    </message>
    <message>
        <source>“%1” will be forgotten, with the verdicts on it and what runs predicted for it. The file stays where it is.</source>
        <translation>„%1“ wird vergessen, mit den Urteilen darüber und den Vorhersagen von Läufen dafür. Die Datei bleibt, wo sie ist.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>All tracks of “%1” will be forgotten, with the verdicts on them and what runs predicted for them. The files stay where they are.</source>
        <translation>Alle Stücke von „%1“ werden vergessen, mit den Urteilen darüber und den Vorhersagen von Läufen dafür. Die Dateien bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Export the audit as CSV</source>
        <translation>Prüfbericht als CSV exportieren</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV-Dateien (*.csv)</translation>
    </message>
    <message>
        <source>No workspace is open. Open or create one in the File menu first.</source>
        <translation>Kein Arbeitsbereich ist geöffnet. Zuerst im Menü Datei einen öffnen oder anlegen.</translation>
    </message>
    <message>
        <source>Nothing to import</source>
        <translation>Nichts zu importieren</translation>
    </message>
    <message>
        <source>There is no sound file in %1, nor in a folder below: no file there has an ending that stands for sound, such as .flac, .mp3 or .wav. Nothing was added to the library.</source>
        <translation>In %1 und den Ordnern darunter gibt es keine Tondatei: Keine Datei dort hat eine Endung, die für Ton steht, wie .flac, .mp3 oder .wav. Die Bibliothek ist unverändert.</translation>
    </message>
    <message numerus="yes">
        <source>%n track(s) imported</source>
        <translation>
            <numerusform>%n Stück importiert</numerusform>
            <numerusform>%n Stücke importiert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a warning</source>
        <translation>
            <numerusform>%n mit Warnung</numerusform>
            <numerusform>%n mit Warnung</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n found again at another place</source>
        <translation>
            <numerusform>%n an anderem Ort wiedergefunden</numerusform>
            <numerusform>%n an anderem Ort wiedergefunden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n no longer there</source>
        <translation>
            <numerusform>%n nicht mehr da</numerusform>
            <numerusform>%n nicht mehr da</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n already there</source>
        <translation>
            <numerusform>%n schon vorhanden</numerusform>
            <numerusform>%n schon vorhanden</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be used</source>
        <translation>
            <numerusform>%n nicht brauchbar</numerusform>
            <numerusform>%n nicht brauchbar</numerusform>
        </translation>
    </message>
    <message>
        <source>Demo library</source>
        <translation>Demo-Bibliothek</translation>
    </message>
    <message>
        <source>The demo library&apos;s music could not be downloaded, so tunes were synthesised in its place. They show how everything works, but models learn more from real music.</source>
        <translation>Die Musik der Demo-Bibliothek konnte nicht geladen werden; an ihrer Stelle wurden Melodien erzeugt. Sie zeigen, wie alles funktioniert, doch von echter Musik lernen Modelle mehr.</translation>
    </message>
    <message>
        <source>no sound in %1</source>
        <translation>kein Ton in %1</translation>
    </message>
</context>
<context>
    <name>retrograde::MainWindow</name>
    <message>
        <source>Retrograde</source>
        <translation>Retrograde</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Open workspace…</source>
        <translation>Arbeitsbereich ö&amp;ffnen …</translation>
    </message>
    <message>
        <source>Import &amp;folder…</source>
        <translation>&amp;Ordner importieren …</translation>
    </message>
    <message>
        <source>Import f&amp;iles…</source>
        <translation>Da&amp;teien importieren …</translation>
    </message>
    <message>
        <source>&amp;Demo library</source>
        <translation>&amp;Demo-Bibliothek</translation>
    </message>
    <message>
        <source>&amp;Export errors as CSV…</source>
        <translation>Fehler als &amp;CSV exportieren …</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>&amp;Find</source>
        <translation>&amp;Suchen</translation>
    </message>
    <message>
        <source>&amp;Next in the list</source>
        <translation>&amp;Nächster Eintrag</translation>
    </message>
    <message>
        <source>&amp;Previous in the list</source>
        <translation>&amp;Voriger Eintrag</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Library</source>
        <translation>&amp;Bibliothek</translation>
    </message>
    <message>
        <source>&amp;Train</source>
        <translation>&amp;Training</translation>
    </message>
    <message>
        <source>&amp;Errors</source>
        <translation>&amp;Fehler</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>&amp;Erscheinungsbild</translation>
    </message>
    <message>
        <source>&amp;System</source>
        <translation>&amp;System</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;Reset layout</source>
        <translation>Anordnung &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
        <source>&amp;About Retrograde</source>
        <translation>Ü&amp;ber Retrograde</translation>
    </message>
    <message>
        <source>%1 – Retrograde</source>
        <translation>%1 – Retrograde</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were interrupted and can be resumed under Train.</source>
        <translation>
            <numerusform>%n Lauf wurde unterbrochen und kann unter Training fortgesetzt werden.</numerusform>
            <numerusform>%n Läufe wurden unterbrochen und können unter Training fortgesetzt werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopping. The run can be resumed later.</source>
        <translation>Wird angehalten. Der Lauf kann später fortgesetzt werden.</translation>
    </message>
    <message>
        <source>Open or create a workspace</source>
        <translation>Einen Arbeitsbereich öffnen oder anlegen</translation>
    </message>
    <message>
        <source>Nothing is training</source>
        <translation>Nichts wird trainiert</translation>
    </message>
    <message>
        <source>About Retrograde</source>
        <translation>Über Retrograde</translation>
    </message>
    <message>
        <source>Retrograde %1

A workbench for self-supervised machine listening: from a folder of music to a model whose mistakes you can hear.

Free software under the GNU General Public License, version 3 or later.</source>
        <translation>Retrograde %1

Eine Werkbank für selbstüberwachtes maschinelles Hören: vom Ordner mit Musik zum Modell, dessen Fehler man hören kann.

Freie Software unter der GNU General Public License, Version 3 oder später.</translation>
    </message>
    <message>
        <source>Import a da&amp;taset…</source>
        <translation>Da&amp;tensatz importieren …</translation>
    </message>
    <message>
        <source>&amp;Labelled demo set</source>
        <translation>&amp;Beschrifteter Demo-Datensatz</translation>
    </message>
    <message>
        <source>Export the &amp;audit as CSV…</source>
        <translation>&amp;Prüfbericht als CSV exportieren …</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>Zuletzt &amp;benutzte öffnen</translation>
    </message>
    <message>
        <source>%1 of the validation clips right</source>
        <translation>%1 der Validierungsausschnitte richtig</translation>
    </message>
    <message>
        <source>Open another workspace?</source>
        <translation>Anderen Arbeitsbereich öffnen?</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>This is music, not a workspace</source>
        <translation>Das ist Musik, kein Arbeitsbereich</translation>
    </message>
    <message>
        <source>There is music in %1, and no workspace. A workspace is a folder of its own; nothing is ever written into music. Do you want to import the music into the workspace that is open?</source>
        <translation>In %1 liegt Musik und kein Arbeitsbereich. Ein Arbeitsbereich ist ein eigener Ordner; in Musik wird nie etwas geschrieben. Soll die Musik in den geöffneten Arbeitsbereich importiert werden?</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>There is music in %1, and no workspace. A workspace is a folder of its own; nothing is ever written into music. Choose an empty folder, then import the music.</source>
        <translation>In %1 liegt Musik und kein Arbeitsbereich. Ein Arbeitsbereich ist ein eigener Ordner; in Musik wird nie etwas geschrieben. Wählen Sie einen leeren Ordner und importieren Sie dann die Musik.</translation>
    </message>
    <message>
        <source>This folder is not empty</source>
        <translation>Dieser Ordner ist nicht leer</translation>
    </message>
    <message>
        <source>There is no workspace in %1, but there are other files. Choose a workspace, or an empty folder to make one in.</source>
        <translation>In %1 gibt es keinen Arbeitsbereich, aber andere Dateien. Wählen Sie einen Arbeitsbereich oder einen leeren Ordner für einen neuen.</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>A run is starting</source>
        <translation>Ein Lauf beginnt</translation>
    </message>
    <message>
        <source>%1 (%2 of %3 epochs done)</source>
        <comment>run</comment>
        <translation>%1 (%2 von %3 Epochen beendet)</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) did not come to an end: %1</source>
        <translation>
            <numerusform>%n Lauf kam nicht zu Ende: %1</numerusform>
            <numerusform>%n Läufe kamen nicht zu Ende: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Quit?</source>
        <translation>Beenden?</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>training in another window, epoch %1 of %2 is done</source>
        <translation>trainiert in einem anderen Fenster, Epoche %1 von %2 ist beendet</translation>
    </message>
    <message>
        <source>Runs are missing</source>
        <translation>Läufe fehlen</translation>
    </message>
    <message numerus="yes">
        <source>There are checkpoints of %n run(s) that the workspace&apos;s database does not know: it is new, or an older copy. &quot;retrograde-cli recover&quot; brings runs back from their checkpoints.</source>
        <translation>
            <numerusform>Es gibt Checkpoints von %n Lauf, den die Datenbank des Arbeitsbereichs nicht kennt: Sie ist neu oder eine ältere Kopie. „retrograde-cli recover“ holt Läufe aus ihren Checkpoints zurück.</numerusform>
            <numerusform>Es gibt Checkpoints von %n Läufen, die die Datenbank des Arbeitsbereichs nicht kennt: Sie ist neu oder eine ältere Kopie. „retrograde-cli recover“ holt Läufe aus ihren Checkpoints zurück.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of the labelled validation cells right</source>
        <translation>%1 der beschrifteten Validierungszellen richtig</translation>
    </message>
    <message>
        <source>P&amp;icture</source>
        <translation>B&amp;ild</translation>
    </message>
    <message>
        <source>The run that trains stops after this batch and keeps its place. You are asked whether it is to go on when the workspace is opened again.

%1</source>
        <translation>Der Lauf, der gerade trainiert, hält nach diesem Stapel an und merkt sich seine Stelle. Beim nächsten Öffnen des Arbeitsbereichs werden Sie gefragt, ob er weitergehen soll.

%1</translation>
    </message>
    <message numerus="yes">
        <source>%n more run(s) wait</source>
        <translation>
            <numerusform>%n weiterer Lauf wartet</numerusform>
            <numerusform>%n weitere Läufe warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Resume all</source>
        <translation>Alle fortsetzen</translation>
    </message>
    <message>
        <source>Resume goes on where it stopped</source>
        <translation>Fortsetzen macht dort weiter, wo er stehen blieb</translation>
    </message>
</context>
<context>
    <name>retrograde::MetricsDialog</name>
    <message>
        <source>%1 to %2</source>
        <comment>interval</comment>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>Figures of all labels</source>
        <translation>Zahlen aller Beschriftungen</translation>
    </message>
    <message>
        <source>All labels</source>
        <translation>Alle Beschriftungen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <source>Without listening</source>
        <translation>Ohne hinzuhören</translation>
    </message>
    <message>
        <source>Figures of each label</source>
        <translation>Zahlen jeder Beschriftung</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Metriken</translation>
    </message>
    <message>
        <source>Clips it was judged on</source>
        <translation>Ausschnitte, an denen es beurteilt wurde</translation>
    </message>
    <message>
        <source>Validation clips</source>
        <translation>Ausschnitte zur Validierung</translation>
    </message>
    <message>
        <source>Clips that were neither trained on nor used to choose anything. Look at them when all choices are made: what is chosen by them is no longer tested by them.</source>
        <translation>Ausschnitte, mit denen weder trainiert noch etwas ausgewählt wurde. Erst ansehen, wenn alles entschieden ist: Was nach ihnen ausgewählt wird, prüfen sie nicht mehr.</translation>
    </message>
    <message>
        <source>Judging the test clips…</source>
        <translation>Ausschnitte zum Testen werden beurteilt …</translation>
    </message>
    <message>
        <source>Test clips</source>
        <translation>Ausschnitte zum Testen</translation>
    </message>
    <message>
        <source>Judge on the test clips</source>
        <translation>An den Ausschnitten zum Testen beurteilen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>clips, cells</comment>
        <translation>%1, %2</translation>
    </message>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>%n Ausschnitt</numerusform>
            <numerusform>%n Ausschnitte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n labelled cell(s)</source>
        <translation>
            <numerusform>%n beschriftete Zelle</numerusform>
            <numerusform>%n beschriftete Zellen</numerusform>
        </translation>
    </message>
    <message>
        <source>Accuracy of labelled cells (micro)</source>
        <translation>Genauigkeit der beschrifteten Zellen (Mikro)</translation>
    </message>
    <message>
        <source>%1 always the more frequent</source>
        <translation>%1 stets das Häufigere</translation>
    </message>
    <message>
        <source>Accuracy, mean of the labels (macro)</source>
        <translation>Genauigkeit, Mittel der Beschriftungen (Makro)</translation>
    </message>
    <message>
        <source>F1, mean of the labels (macro)</source>
        <translation>F1, Mittel der Beschriftungen (Makro)</translation>
    </message>
    <message>
        <source>F1 at each label&apos;s threshold (macro)</source>
        <translation>F1 bei der Schwelle jeder Beschriftung (Makro)</translation>
    </message>
    <message>
        <source>Mean average precision (mAP)</source>
        <translation>Mittel der mittleren Präzision (mAP)</translation>
    </message>
    <message>
        <source>%1 guessing</source>
        <translation>%1 beim Raten</translation>
    </message>
    <message>
        <source>Only labelled clips count, label by label; the model says that a label is there from a probability of 0.5. Intervals are drawn over clips. The epoch and the thresholds were chosen on the validation clips, which flatters the figures there.</source>
        <translation>Nur Beschriftetes zählt; ab einer Wahrscheinlichkeit von 0,5 gilt eine Beschriftung als vergeben. Die Intervalle sind über Ausschnitte gezogen. Epoche und Schwellen wurden auf den Validierungsausschnitten gewählt, was den Zahlen dort schmeichelt.</translation>
    </message>
</context>
<context>
    <name>retrograde::OfferBar</name>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
</context>
<context>
    <name>retrograde::OverviewStrip</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>The whole clip: drag the frame to move, its ends to zoom</source>
        <translation>Der ganze Ausschnitt: Rahmen ziehen verschiebt, an den Enden ziehen zoomt</translation>
    </message>
</context>
<context>
    <name>retrograde::PictureSizeDialog</name>
    <message>
        <source>Size of the picture</source>
        <translation>Größe des Bildes</translation>
    </message>
    <message>
        <source> px</source>
        <comment>unit after a number</comment>
        <translation> px</translation>
    </message>
    <message>
        <source>Width:</source>
        <translation>Breite:</translation>
    </message>
    <message>
        <source>Height:</source>
        <translation>Höhe:</translation>
    </message>
</context>
<context>
    <name>retrograde::PlayerBar</name>
    <message>
        <source>Player</source>
        <translation>Abspieler</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop and go back to the start</source>
        <translation>Anhalten und zum Anfang zurück</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Play again and again</source>
        <translation>Immer wieder abspielen</translation>
    </message>
    <message>
        <source>Position and length</source>
        <translation>Stelle und Länge</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>Stelle</translation>
    </message>
    <message>
        <source>Hear and see the sound as it was published</source>
        <translation>Den Klang hören und sehen, wie er veröffentlicht wurde</translation>
    </message>
    <message>
        <source>Hear and see the sound backwards</source>
        <translation>Den Klang rückwärts hören und sehen</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Hear and see the sound in three pieces, in another order</source>
        <translation>Den Klang in drei Teilen in anderer Reihenfolge hören und sehen</translation>
    </message>
    <message>
        <source>Alt+1 to Alt+6</source>
        <translation>Alt+1 bis Alt+6</translation>
    </message>
    <message>
        <source>A/B</source>
        <translation>A/B</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Output device</source>
        <translation>Ausgabegerät</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <comment>position / length</comment>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Volume: %1 %</source>
        <translation>Lautstärke: %1 %</translation>
    </message>
    <message>
        <source>No sound (silent)</source>
        <translation>Kein Ton (stumm)</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>Vorgabe des Systems</translation>
    </message>
    <message>
        <source>Output device: %1</source>
        <translation>Ausgabegerät: %1</translation>
    </message>
    <message>
        <source>This machine has no sound device.</source>
        <translation>Dieser Rechner hat kein Tongerät.</translation>
    </message>
    <message>
        <source>No sound device: playing silently</source>
        <translation>Kein Tongerät: läuft stumm</translation>
    </message>
    <message>
        <source>Device failed: playing silently</source>
        <translation>Gerät ausgefallen: läuft stumm</translation>
    </message>
    <message>
        <source>Connect a device, then choose it in the menu with the headphones.</source>
        <translation>Ein Gerät anschließen und im Menü mit dem Kopfhörer wählen.</translation>
    </message>
    <message>
        <source>Looking for devices ...</source>
        <translation>Geräte werden gesucht …</translation>
    </message>
    <message>
        <source>No sound device found</source>
        <translation>Kein Tongerät gefunden</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>%1×</source>
        <comment>so many times as fast</comment>
        <translation>%1×</translation>
    </message>
    <message>
        <source>Keep the pitch</source>
        <translation>Tonhöhe halten</translation>
    </message>
    <message>
        <source>Speed: %1</source>
        <translation>Tempo: %1</translation>
    </message>
    <message>
        <source>Left out at each joint:</source>
        <translation>An jeder Nahtstelle ausgelassen:</translation>
    </message>
    <message>
        <source>Frames left out at the end of each piece</source>
        <translation>Frames, die am Ende jedes Teils ausgelassen werden</translation>
    </message>
    <message>
        <source> frames</source>
        <comment>unit after a number</comment>
        <translation> Frames</translation>
    </message>
    <message>
        <source>Hear what is left out as silence</source>
        <translation>Ausgelassenes als Stille hören</translation>
    </message>
    <message>
        <source>Switch between as published and the last other arrangement, or the kept sound</source>
        <translation>Zwischen der veröffentlichten und der letzten anderen Anordnung oder dem behaltenen Klang wechseln</translation>
    </message>
    <message>
        <source>Channels as published</source>
        <translation>Kanäle wie veröffentlicht</translation>
    </message>
    <message>
        <source>Mono, as models hear it</source>
        <translation>Mono, wie Modelle es hören</translation>
    </message>
    <message>
        <source>Mono</source>
        <translation>Mono</translation>
    </message>
    <message>
        <source>Left channel alone</source>
        <translation>Nur der linke Kanal</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Right channel alone</source>
        <translation>Nur der rechte Kanal</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
</context>
<context>
    <name>retrograde::PreviewPage</name>
    <message>
        <source>Worth knowing:</source>
        <translation>Gut zu wissen:</translation>
    </message>
    <message>
        <source>What is there</source>
        <translation>Was da ist</translation>
    </message>
    <message>
        <source>&amp;Import</source>
        <translation>&amp;Importieren</translation>
    </message>
    <message>
        <source>Sound files:</source>
        <translation>Klangdateien:</translation>
    </message>
    <message>
        <source>Entries in tables:</source>
        <translation>Einträge in Tabellen:</translation>
    </message>
    <message>
        <source>Labels in tables:</source>
        <translation>Beschriftungen in Tabellen:</translation>
    </message>
    <message>
        <source>Looking: %1 files so far …</source>
        <translation>Wird durchsucht: bisher %1 Dateien …</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Wird durchsucht …</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>kind of dataset: folder</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>There is no sound file in it that could be imported.</source>
        <translation>Darin ist keine Klangdatei, die importiert werden könnte.</translation>
    </message>
    <message>
        <source>These clips are rendered by a program, not recorded.</source>
        <translation>Diese Ausschnitte hat ein Programm gespielt, sie sind nicht aufgenommen.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>count (size)</comment>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>%1, %2 of them with their sound</source>
        <translation>%1, davon %2 mit ihrem Klang</translation>
    </message>
    <message>
        <source>no tables</source>
        <translation>keine Tabellen</translation>
    </message>
    <message>
        <source>Each file will be decoded once, checked, and listed with what was found.</source>
        <translation>Jede Datei wird einmal dekodiert, geprüft und mit dem Ergebnis aufgelistet.</translation>
    </message>
    <message>
        <source>You can go on working, cancel, and import again later: what is done is not done twice.</source>
        <translation>Sie können weiterarbeiten, abbrechen und später erneut importieren: Was getan ist, wird nicht zweimal getan.</translation>
    </message>
</context>
<context>
    <name>retrograde::Rail</name>
    <message>
        <source>%1 (%2)</source>
        <comment>place, key</comment>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>retrograde::RunControls</name>
    <message>
        <source>epoch %1 of %2</source>
        <translation>Epoche %1 von %2</translation>
    </message>
    <message>
        <source>validating</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>loss %1</source>
        <translation>Verlust %1</translation>
    </message>
    <message>
        <source>%1 of its training clips right</source>
        <translation>%1 der Trainingsausschnitte richtig</translation>
    </message>
    <message>
        <source>%1 clips/s</source>
        <translation>%1 Ausschnitte/s</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>beginnt</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>done, in all</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>stopping after this batch</source>
        <translation>hält nach diesem Stapel an</translation>
    </message>
    <message>
        <source>How far the run is</source>
        <translation>Wie weit der Lauf ist</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stops after this batch, keeping its place: the run can be resumed.</source>
        <translation>Hält nach diesem Stapel an und merkt sich die Stelle: Der Lauf kann fortgesetzt werden.</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>Trains before the run ahead of it.</source>
        <translation>Trainiert vor dem Lauf, der noch vor ihm steht.</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Lets the run behind it go first.</source>
        <translation>Lässt den Lauf hinter ihm vor.</translation>
    </message>
    <message>
        <source>Don’t train</source>
        <translation>Nicht trainieren</translation>
    </message>
    <message>
        <source>Takes the run out of the queue. It stays listed, and can be started later.</source>
        <translation>Nimmt den Lauf aus der Warteschlange. Er bleibt in der Liste und kann später gestartet werden.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Another window or a command line is training it: epoch %1 of %2 is done.</source>
        <translation>Ein anderes Fenster oder eine Befehlszeile trainiert ihn: Epoche %1 von %2 ist beendet.</translation>
    </message>
    <message>
        <source>It waits for its turn in another window.</source>
        <translation>Er wartet in einem anderen Fenster, bis er an der Reihe ist.</translation>
    </message>
    <message>
        <source>Waiting: it is the next one.</source>
        <translation>Wartet: Er ist der nächste.</translation>
    </message>
    <message numerus="yes">
        <source>Waiting: %n other run(s) come first.</source>
        <translation>
            <numerusform>Wartet: %n anderer Lauf kommt vorher.</numerusform>
            <numerusform>Wartet: %n andere Läufe kommen vorher.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retrograde::RunForm</name>
    <message>
        <source>All datasets</source>
        <translation>Alle Datensätze</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Clip length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Music</source>
        <translation>Musik</translation>
    </message>
    <message>
        <source>What to train on.</source>
        <translation>Womit trainiert wird.</translation>
    </message>
    <message>
        <source>Validate on</source>
        <translation>Validieren mit</translation>
    </message>
    <message>
        <source>A fifth of the music</source>
        <translation>Ein Fünftel der Musik</translation>
    </message>
    <message>
        <source>What the model is judged by as it learns: a fifth of the music, by artist where known, or a dataset that is not trained on. What shares an artist or sound with that dataset is left out of training. A part of what is held out is kept to test on at the end.</source>
        <translation>Woran das Modell beim Lernen gemessen wird: ein Fünftel der Musik, nach Interpreten getrennt, wo bekannt, oder ein Datensatz, mit dem nicht trainiert wird. Was mit diesem Datensatz Interpreten oder Klang teilt, bleibt vom Training ausgenommen. Ein Teil dessen, was zurückgehalten wird, bleibt für den Test am Ende.</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>Zahlenart</translation>
    </message>
    <message>
        <source>More settings</source>
        <translation>Mehr Einstellungen</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>Training starten</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>Graphics card (CUDA)</source>
        <translation>Grafikkarte (CUDA)</translation>
    </message>
    <message>
        <source>Poster (2019)</source>
        <translation>Poster (2019)</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Shuffled or not</source>
        <translation>Vertauscht oder nicht</translation>
    </message>
    <message>
        <source>Which of six orders</source>
        <translation>Welche von sechs Reihenfolgen</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>Fine-tuned</source>
        <translation>Nachtrainiert</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>Eingefroren</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>Ausgehen von</translation>
    </message>
    <message>
        <source>Where the network comes from: random weights, or what a run of the same network has learned without labels.</source>
        <translation>Woher das Netz kommt: Zufallsgewichte oder das, was ein Lauf desselben Netzes ohne Beschriftungen gelernt hat.</translation>
    </message>
    <message>
        <source>Network is</source>
        <translation>Das Netz wird</translation>
    </message>
    <message>
        <source>How many labelled tracks of each label to learn from. Smaller samples lie within larger ones.</source>
        <translation>Aus wie vielen Stücken je Beschriftung gelernt wird. Kleinere Stichproben liegen in größeren.</translation>
    </message>
    <message>
        <source>All that is labelled</source>
        <translation>Alles Beschriftete</translation>
    </message>
    <message>
        <source>Random weights</source>
        <translation>Zufallsgewichte</translation>
    </message>
    <message>
        <source>No music has labels to learn from yet. Import OpenMIC-2018 or a folder with a labels file, or render the labelled demo set: all three in the File menu.</source>
        <translation>Noch ist keine Musik beschriftet. OpenMIC-2018 oder einen Ordner mit einer Tabelle der Beschriftungen importieren oder den beschrifteten Demo-Datensatz erzeugen: alles im Menü „Datei“.</translation>
    </message>
    <message>
        <source>Against shortcuts</source>
        <translation>Gegen Abkürzungen</translation>
    </message>
    <message>
        <source>Labels per class</source>
        <translation>Beschriftungen je Klasse</translation>
    </message>
    <message>
        <source>“Against shortcuts” keeps the model from reading artefacts instead of music. “Poster” repeats the original experiment, shortcuts included.</source>
        <translation>„Gegen Abkürzungen“ hält das Modell davon ab, Artefakte statt Musik zu lesen. „Poster“ wiederholt das ursprüngliche Experiment samt seinen Abkürzungen.</translation>
    </message>
    <message>
        <source>Add to the queue</source>
        <translation>In die Warteschlange</translation>
    </message>
</context>
<context>
    <name>retrograde::RunModel</name>
    <message>
        <source>%1: %2</source>
        <comment>status: reason</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>epochs done, planned</comment>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>No epoch is finished yet.</source>
        <translation>Noch ist keine Epoche beendet.</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Angelegt</translation>
    </message>
    <message>
        <source>Validation: %1</source>
        <translation>Validierung: %1</translation>
    </message>
    <message>
        <source>Test: %1</source>
        <translation>Test: %1</translation>
    </message>
    <message>
        <source>Validation accuracy of the best epoch, on music that the model never trained on; of instruments, the share of labelled cells that are right. The epoch was chosen on the same clips, which flatters it.</source>
        <translation>Genauigkeit der besten Epoche in der Validierung, auf Musik, mit der das Modell nie trainiert wurde; bei Instrumenten der Anteil der beschrifteten Zellen, die richtig sind. Die Epoche wurde auf denselben Ausschnitten gewählt, was ihr schmeichelt.</translation>
    </message>
    <message>
        <source>Best accuracy</source>
        <translation>Beste Genauigkeit</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>nicht gestartet</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>hält an</translation>
    </message>
    <message>
        <source>waiting in another window</source>
        <translation>wartet in anderem Fenster</translation>
    </message>
    <message>
        <source>running in another window</source>
        <translation>läuft in anderem Fenster</translation>
    </message>
</context>
<context>
    <name>retrograde::RunResults</name>
    <message>
        <source>No program on this desktop opens it.</source>
        <translation>Kein Programm auf diesem Desktop öffnet es.</translation>
    </message>
    <message>
        <source>The report is written: %1</source>
        <translation>Der Bericht ist geschrieben: %1</translation>
    </message>
    <message>
        <source>The report is written, but no browser was found to open it: %1</source>
        <translation>Der Bericht ist geschrieben, aber kein Browser wurde gefunden, ihn zu öffnen: %1</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>The clips of “%1” are played by a program, not recorded: these figures say how well the model tells soundfonts apart.</source>
        <translation>Die Ausschnitte von „%1“ sind von einem Programm gespielt, nicht aufgenommen: Diese Zahlen sagen, wie gut das Modell Soundfonts auseinanderhält.</translation>
    </message>
</context>
<context>
    <name>retrograde::SaliencyBar</name>
    <message>
        <source>Show where the model looked</source>
        <translation>Zeigen, wohin das Modell geschaut hat</translation>
    </message>
    <message>
        <source>Asking the model</source>
        <translation>Das Modell wird gefragt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The run has learned on: its model now says %1, which is what the lines are about.</source>
        <translation>Der Lauf hat weitergelernt: Sein Modell sagt jetzt %1, und darum geht es bei den Linien.</translation>
    </message>
</context>
<context>
    <name>retrograde::ShortcutSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
</context>
<context>
    <name>retrograde::ShortcutsDialog</name>
    <message numerus="yes">
        <source>Gap of %n frame(s)</source>
        <translation>
            <numerusform>Lücke von %n Frame</numerusform>
            <numerusform>Lücke von %n Frames</numerusform>
        </translation>
    </message>
    <message>
        <source>First fifth</source>
        <translation>Erstes Fünftel</translation>
    </message>
    <message>
        <source>Second fifth</source>
        <translation>Zweites Fünftel</translation>
    </message>
    <message>
        <source>Middle fifth</source>
        <translation>Mittleres Fünftel</translation>
    </message>
    <message>
        <source>Fourth fifth</source>
        <translation>Viertes Fünftel</translation>
    </message>
    <message>
        <source>Last fifth</source>
        <translation>Letztes Fünftel</translation>
    </message>
    <message>
        <source>Compressed with loss</source>
        <translation>Verlustbehaftet komprimiert</translation>
    </message>
    <message>
        <source>Lossless</source>
        <translation>Verlustfrei</translation>
    </message>
    <message>
        <source>Edge frames only</source>
        <translation>Nur Frames am Rand</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <comment>interval</comment>
        <translation>%1 bis %2</translation>
    </message>
    <message>
        <source>Accuracies of the checks</source>
        <translation>Genauigkeiten der Prüfungen</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Clips</source>
        <translation>Ausschnitte</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <source>The model, asked with other gaps</source>
        <translation>Das Modell bei anderen Lücken</translation>
    </message>
    <message>
        <source>By place in the track</source>
        <translation>Nach Stelle im Stück</translation>
    </message>
    <message>
        <source>Tiny models that see next to nothing</source>
        <translation>Winzige Modelle, die fast nichts sehen</translation>
    </message>
    <message numerus="yes">
        <source>Gap of %n frame(s), spectrogram cut</source>
        <translation>
            <numerusform>Lücke von %n Frame, Spektrogramm geschnitten</numerusform>
            <numerusform>Lücke von %n Frames, Spektrogramm geschnitten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Gap of %n frame(s), sound cut</source>
        <translation>
            <numerusform>Lücke von %n Frame, Klang geschnitten</numerusform>
            <numerusform>Lücke von %n Frames, Klang geschnitten</numerusform>
        </translation>
    </message>
    <message>
        <source>Levels only</source>
        <translation>Nur Pegel</translation>
    </message>
    <message>
        <source>Lossless clips</source>
        <translation>Verlustfreie Ausschnitte</translation>
    </message>
    <message>
        <source>Clips as they are</source>
        <translation>Ausschnitte, wie sie sind</translation>
    </message>
    <message>
        <source>The same through MP3</source>
        <translation>Dieselben durch MP3</translation>
    </message>
    <message>
        <source>%1 (%2 to %3)</source>
        <comment>difference and its interval</comment>
        <translation>%1 (%2 bis %3)</translation>
    </message>
    <message>
        <source>Pieces cut out of the spectrogram, and out of the sound</source>
        <translation>Teile aus dem Spektrogramm und aus dem Klang geschnitten</translation>
    </message>
    <message>
        <source>The same clips encoded</source>
        <translation>Dieselben Ausschnitte kodiert</translation>
    </message>
    <message>
        <source>Difference (points)</source>
        <translation>Unterschied (Punkte)</translation>
    </message>
    <message>
        <source>By kind of file, each with other music</source>
        <translation>Nach Art der Datei, jeweils andere Musik</translation>
    </message>
    <message>
        <source>Guessing gives %1. Intervals are drawn over tracks. All of it on music that the model never trained on.</source>
        <translation>Raten ergibt %1. Intervalle sind über Stücke gezogen. Alles an Musik, mit der das Modell nie trainiert wurde.</translation>
    </message>
    <message>
        <source>Differences are percentage points, on the same clips, to the line above.</source>
        <translation>Unterschiede sind Prozentpunkte, an denselben Ausschnitten, zur Zeile darüber.</translation>
    </message>
    <message>
        <source>Differences are percentage points on the same clips: of gaps to one of 23 frames, across which pieces share nothing; of the others to the line above.</source>
        <translation>Unterschiede sind Prozentpunkte an denselben Ausschnitten: der Lücken zu einer von 23 Frames, über die hinweg Teile nichts gemeinsam haben; der übrigen zur Zeile darüber.</translation>
    </message>
    <message>
        <source>No check raises an alarm. One does where the model is beyond doubt better, by 5 points or more, with what a shortcut could be read from: at gaps as narrow as in its training, in pieces cut out of the spectrogram, at the ends of tracks, after MP3; or where a tiny model is beyond doubt more than 5 points above guessing. Kinds of file hold different music and raise none.</source>
        <translation>Keine Prüfung schlägt an. Eine schlägt an, wo das Modell ohne Zweifel um 5 Punkte oder mehr besser ist mit etwas, woran eine Abkürzung zu lesen wäre: bei so schmalen Lücken wie im Training, in Teilen, die aus dem Spektrogramm geschnitten sind, an den Enden von Stücken, nach MP3; oder wo ein winziges Modell ohne Zweifel mehr als 5 Punkte über dem Raten liegt. Dateiarten enthalten verschiedene Musik und schlagen nie an.</translation>
    </message>
    <message>
        <source>Shortcut learning</source>
        <translation>Abkürzungen prüfen</translation>
    </message>
</context>
<context>
    <name>retrograde::SourcePage</name>
    <message>
        <source>What do you want to import?</source>
        <translation>Was möchten Sie importieren?</translation>
    </message>
    <message>
        <source>Choose the folder that you unpacked a dataset into, or any folder of music. Nothing in it is changed.</source>
        <translation>Wählen Sie den Ordner, in den Sie einen Datensatz entpackt haben, oder irgendeinen Ordner mit Musik. Darin wird nichts verändert.</translation>
    </message>
    <message>
        <source>whatever is there</source>
        <translation>alles, was da ist</translation>
    </message>
    <message>
        <source>small (8,000 clips)</source>
        <translation>small (8.000 Ausschnitte)</translation>
    </message>
    <message>
        <source>up to medium (25,000)</source>
        <translation>bis medium (25.000)</translation>
    </message>
    <message>
        <source>up to large (106,574)</source>
        <translation>bis large (106.574)</translation>
    </message>
    <message>
        <source>looked for beside the music</source>
        <translation>wird neben der Musik gesucht</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>named after the folder</source>
        <translation>wie der Ordner benannt</translation>
    </message>
    <message>
        <source>&amp;Folder:</source>
        <translation>&amp;Ordner:</translation>
    </message>
    <message>
        <source>&amp;Read it as:</source>
        <translation>&amp;Lesen als:</translation>
    </message>
    <message>
        <source>&amp;Subset:</source>
        <translation>&amp;Teilmenge:</translation>
    </message>
    <message>
        <source>Folder of &amp;tracks.csv:</source>
        <translation>Ordner von &amp;tracks.csv:</translation>
    </message>
    <message>
        <source>&amp;Labels (CSV):</source>
        <translation>&amp;Beschriftungen (CSV):</translation>
    </message>
    <message>
        <source>Na&amp;me in the library:</source>
        <translation>Na&amp;me in der Bibliothek:</translation>
    </message>
    <message>
        <source>Folder of tracks.csv</source>
        <translation>Ordner von tracks.csv</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Beschriftungen</translation>
    </message>
    <message>
        <source>CSV files (*.csv *.tsv)</source>
        <translation>CSV-Dateien (*.csv *.tsv)</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Folder to import</source>
        <translation>Ordner zum Importieren</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>Diesen Ordner gibt es nicht.</translation>
    </message>
    <message>
        <source>This is %1.</source>
        <comment>kind of dataset</comment>
        <translation>Erkannt: %1.</translation>
    </message>
</context>
<context>
    <name>retrograde::SpectrogramView</name>
    <message>
        <source>Spectrogram</source>
        <translation>Spektrogramm</translation>
    </message>
    <message>
        <source>Loudness over time and pitch. + and - zoom, 0 shows all, arrows move.</source>
        <translation>Lautstärke über Zeit und Tonhöhe. + und - vergrößern und verkleinern, 0 zeigt alles, Pfeile verschieben.</translation>
    </message>
    <message>
        <source>Pitch</source>
        <translation>Tonhöhe</translation>
    </message>
    <message>
        <source>%1 Hz</source>
        <translation>%1 Hz</translation>
    </message>
    <message>
        <source>dB</source>
        <comment>level below the loudest</comment>
        <translation>dB</translation>
    </message>
    <message>
        <source>dB re 1</source>
        <comment>level, where 0 dB is a magnitude of 1</comment>
        <translation>dB re 1</translation>
    </message>
    <message>
        <source>%1 · %2 · %3 · bin %4 · %5 dB</source>
        <comment>time and frame, frequency, note and cents, number of the bin, level</comment>
        <translation>%1 · %2 · %3 · Bin %4 · %5 dB</translation>
    </message>
</context>
<context>
    <name>retrograde::Stage</name>
    <message>
        <source>%1–%2</source>
        <comment>from ... to, in minutes and seconds</comment>
        <translation>%1–%2</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Bühne</translation>
    </message>
    <message>
        <source>Choose a track, a clip or a mistake: it appears here. Space plays it.</source>
        <translation>Ein Stück, einen Ausschnitt oder einen Fehler wählen: Er erscheint hier. Die Leertaste spielt ihn ab.</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Reversed or as published</source>
        <translation>Rückwärts oder wie veröffentlicht</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Go to the start</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>Computing the spectrogram</source>
        <translation>Das Spektrogramm wird berechnet</translation>
    </message>
    <message>
        <source>model heard: %1 · says: %2 · %3</source>
        <translation>Modell hörte: %1 · sagt: %2 · %3</translation>
    </message>
    <message>
        <source>it has no sound there</source>
        <translation>dort hat es keinen Ton</translation>
    </message>
    <message>
        <source>Pictures, colours, levels and axes</source>
        <translation>Bilder, Farben, Pegel und Achsen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Export</translation>
    </message>
    <message>
        <source>Write the picture, its data, the sound or the marks to a file</source>
        <translation>Das Bild, seine Daten, den Ton oder die Markierungen in eine Datei schreiben</translation>
    </message>
    <message>
        <source>Point at the picture for time, pitch and level; click to go there, drag to select.</source>
        <translation>Auf das Bild zeigen für Zeit, Tonhöhe und Pegel; Klicken springt dorthin, Ziehen wählt aus.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Half speed or full speed</source>
        <translation>Halbes oder volles Tempo</translation>
    </message>
    <message>
        <source>Hear piece %1 alone</source>
        <translation>Teil %1 allein hören</translation>
    </message>
    <message>
        <source>Play the selection</source>
        <translation>Auswahl abspielen</translation>
    </message>
    <message>
        <source>Put the selection alone on the stage</source>
        <translation>Nur die Auswahl auf die Bühne stellen</translation>
    </message>
    <message>
        <source>Mark the selection</source>
        <translation>Auswahl markieren</translation>
    </message>
    <message>
        <source>End the selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Show both, one above the other</source>
        <translation>Beide übereinander zeigen</translation>
    </message>
    <message>
        <source>Keep this picture to compare others with</source>
        <translation>Dieses Bild zum Vergleich mit anderen behalten</translation>
    </message>
    <message>
        <source>Show the crop within its track</source>
        <translation>Den Ausschnitt im ganzen Stück zeigen</translation>
    </message>
    <message>
        <source>Picture (PNG, SVG, PDF)…</source>
        <translation>Bild (PNG, SVG, PDF) …</translation>
    </message>
    <message>
        <source>Levels (NumPy, CSV)…</source>
        <translation>Pegel (NumPy, CSV) …</translation>
    </message>
    <message>
        <source>Sound (WAV, FLAC)…</source>
        <translation>Ton (WAV, FLAC) …</translation>
    </message>
    <message>
        <source>Marks as a Raven selection table…</source>
        <translation>Markierungen als Raven-Auswahltabelle …</translation>
    </message>
    <message>
        <source>Read a Raven selection table…</source>
        <translation>Raven-Auswahltabelle einlesen …</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>Geschrieben: %1</translation>
    </message>
    <message>
        <source>Write the picture</source>
        <translation>Bild schreiben</translation>
    </message>
    <message>
        <source>Pictures (*.png *.svg *.pdf)</source>
        <translation>Bilder (*.png *.svg *.pdf)</translation>
    </message>
    <message>
        <source>Write the levels</source>
        <translation>Pegel schreiben</translation>
    </message>
    <message>
        <source>NumPy array or table (*.npy *.csv)</source>
        <translation>NumPy-Array oder Tabelle (*.npy *.csv)</translation>
    </message>
    <message>
        <source>Write the sound</source>
        <translation>Ton schreiben</translation>
    </message>
    <message>
        <source>Sound (*.wav *.flac)</source>
        <translation>Ton (*.wav *.flac)</translation>
    </message>
    <message>
        <source>Write the marks</source>
        <translation>Markierungen schreiben</translation>
    </message>
    <message>
        <source>Selection table (*.txt)</source>
        <translation>Auswahltabelle (*.txt)</translation>
    </message>
    <message>
        <source>Read a selection table</source>
        <translation>Auswahltabelle einlesen</translation>
    </message>
    <message>
        <source>Selection table (*.txt *.tsv)</source>
        <translation>Auswahltabelle (*.txt *.tsv)</translation>
    </message>
    <message numerus="yes">
        <source>%n mark(s) on the picture</source>
        <translation>
            <numerusform>%n Markierung auf dem Bild</numerusform>
            <numerusform>%n Markierungen auf dem Bild</numerusform>
        </translation>
    </message>
    <message>
        <source>Hear the other: as published, or the kept sound</source>
        <translation>Das andere hören: wie veröffentlicht oder den behaltenen Klang</translation>
    </message>
    <message>
        <source>Name the mark…</source>
        <translation>Markierung benennen …</translation>
    </message>
    <message>
        <source>Remove the mark</source>
        <translation>Markierung entfernen</translation>
    </message>
    <message>
        <source>%1 (heard)</source>
        <translation>%1 (zu hören)</translation>
    </message>
    <message>
        <source>Name the mark</source>
        <translation>Markierung benennen</translation>
    </message>
    <message>
        <source>Label:</source>
        <translation>Beschriftung:</translation>
    </message>
    <message>
        <source>has %1</source>
        <comment>list of labels</comment>
        <translation>hat: %1</translation>
    </message>
    <message>
        <source>has not %1</source>
        <comment>list of labels</comment>
        <translation>hat nicht: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n event(s) of %1</source>
        <translation>
            <numerusform>%n Ereignis: %1</numerusform>
            <numerusform>%n Ereignisse: %1</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: labelled %2 · model says: %3 · %4</source>
        <comment>instrument, present or absent, the same, how right that is</comment>
        <translation>%1: vermerkt als %2 · Modell sagt: %3 · %4</translation>
    </message>
    <message>
        <source>Where a model looked can be shown of the clips that it judged: choose one under Errors.</source>
        <translation>Wohin ein Modell sah, lässt sich bei Ausschnitten zeigen, die es beurteilt hat: Wählen Sie einen unter Fehler.</translation>
    </message>
    <message>
        <source>Where a recogniser of instruments looked cannot be shown: only models that learned time reversal or a jigsaw can be asked.</source>
        <translation>Wohin ein Instrumentenerkenner sah, lässt sich nicht zeigen: Nur Modelle, die Zeitumkehr oder ein Puzzle gelernt haben, können gefragt werden.</translation>
    </message>
    <message>
        <source>The run that judged this clip cannot be read.</source>
        <translation>Der Lauf, der diesen Ausschnitt beurteilt hat, lässt sich nicht lesen.</translation>
    </message>
    <message numerus="yes">
        <source>; %n row(s) left out, which are of other files (%1)</source>
        <comment>after how many marks there are</comment>
        <translation>
            <numerusform>; %n Zeile ausgelassen, die zu einer anderen Datei gehört (%1)</numerusform>
            <numerusform>; %n Zeilen ausgelassen, die zu anderen Dateien gehören (%1)</numerusform>
        </translation>
    </message>
    <message>
        <source>Not every row could be read</source>
        <translation>Nicht jede Zeile war lesbar</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of %1 make no sense and were left out.</source>
        <translation>
            <numerusform>%n Zeile von %1 ergibt keinen Sinn und wurde ausgelassen.</numerusform>
            <numerusform>%n Zeilen von %1 ergeben keinen Sinn und wurden ausgelassen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Channels as published, or mono as models hear it</source>
        <translation>Kanäle wie veröffentlicht oder mono, wie Modelle es hören</translation>
    </message>
    <message>
        <source>%1, the same seconds</source>
        <comment>order of a comparison</comment>
        <translation>%1, dieselben Sekunden</translation>
    </message>
    <message>
        <source>Nothing is selected: drag over a stretch of the picture first.</source>
        <translation>Nichts ist ausgewählt: Ziehen Sie erst über ein Stück des Bildes.</translation>
    </message>
    <message>
        <source>Zoom to the selection, and back</source>
        <translation>Auf die Auswahl zoomen und zurück</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Darstellung</translation>
    </message>
</context>
<context>
    <name>retrograde::StatusLine</name>
    <message>
        <source>Go to training</source>
        <translation>Zum Training</translation>
    </message>
    <message>
        <source>How far the run is</source>
        <translation>Wie weit der Lauf ist</translation>
    </message>
    <message>
        <source>How far the job is</source>
        <translation>Wie weit die Arbeit ist</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <comment>done, in all</comment>
        <translation>%1 von %2</translation>
    </message>
    <message numerus="yes">
        <source>%n more waiting</source>
        <translation>
            <numerusform>%n weitere wartet</numerusform>
            <numerusform>%n weitere warten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>retrograde::TimelineView</name>
    <message>
        <source>Time (frames)</source>
        <translation>Zeit (Frames)</translation>
    </message>
    <message>
        <source>Time (min:s)</source>
        <translation>Zeit (min:s)</translation>
    </message>
    <message>
        <source>Time (s)</source>
        <translation>Zeit (s)</translation>
    </message>
    <message>
        <source>what the model saw</source>
        <translation>was das Modell sah</translation>
    </message>
    <message>
        <source>%1 · frame %2</source>
        <comment>time, number of the frame</comment>
        <translation>%1 · Frame %2</translation>
    </message>
    <message>
        <source>%1 s</source>
        <comment>seconds</comment>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 (in a gap)</source>
        <comment>time</comment>
        <translation>%1 (in einer Lücke)</translation>
    </message>
    <message>
        <source>%1 (%2 in the track)</source>
        <comment>time, time in the track</comment>
        <translation>%1 (%2 im Stück)</translation>
    </message>
</context>
<context>
    <name>retrograde::TrackModel</name>
    <message>
        <source>%1: %2</source>
        <comment>status: reason</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Clip %1, %2 to %3</source>
        <comment>number, start, end</comment>
        <translation>Ausschnitt %1, %2 bis %3</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Artist</source>
        <translation>Interpret</translation>
    </message>
    <message>
        <source>Album</source>
        <translation>Album</translation>
    </message>
    <message>
        <source>Length (min:s)</source>
        <translation>Länge (min:s)</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>%1, but %2</source>
        <comment>status, warning</comment>
        <translation>%1, aber %2</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
</context>
<context>
    <name>retrograde::TrainingPage</name>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>No runs yet. Choose the settings on the left and start training: the run will be listed here, and its mistakes will be waiting under Errors.</source>
        <translation>Noch keine Läufe. Links die Einstellungen wählen und das Training starten: Der Lauf wird hier stehen, und seine Fehler warten unter Fehler.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Open errors</source>
        <translation>Fehler öffnen</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>There is no music to train on yet. Import some in the library.</source>
        <translation>Noch gibt es keine Musik zum Trainieren. In der Bibliothek lässt sie sich importieren.</translation>
    </message>
    <message>
        <source>Delete the run?</source>
        <translation>Den Lauf löschen?</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Accuracy and loss will be drawn here, epoch by epoch.</source>
        <translation>Hier werden Genauigkeit und Verlust gezeichnet, Epoche für Epoche.</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Whether the model reads artefacts instead of music. Takes a few minutes.</source>
        <translation>Ob das Modell Artefakte statt Musik liest. Dauert einige Minuten.</translation>
    </message>
    <message>
        <source>Doubtful: %1</source>
        <translation>Zweifelhaft: %1</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Metriken</translation>
    </message>
    <message>
        <source>How well each label is recognised.</source>
        <translation>Wie gut jede Beschriftung erkannt wird.</translation>
    </message>
    <message>
        <source>The curves begin with the first clips that are learned from.</source>
        <translation>Die Kurven beginnen mit den ersten Ausschnitten, aus denen gelernt wird.</translation>
    </message>
    <message>
        <source>Shortcut learning</source>
        <translation>Abkürzungen prüfen</translation>
    </message>
    <message>
        <source>No epoch of this run is finished.</source>
        <translation>Von diesem Lauf ist keine Epoche fertig.</translation>
    </message>
    <message>
        <source>The curves begin with the first epoch that is finished.</source>
        <translation>Die Kurven beginnen mit der ersten fertigen Epoche.</translation>
    </message>
    <message>
        <source>%1 will be deleted, with its model, its curves and what it answered. Your verdicts by ear stay. This cannot be undone.</source>
        <translation>%1 wird gelöscht, mit Modell, Kurven und allen Antworten. Urteile nach Gehör bleiben. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>chance: always the same answer</source>
        <translation>Zufall: immer dieselbe Antwort</translation>
    </message>
    <message>
        <source>chance: always the more frequent</source>
        <translation>Zufall: immer die häufigere</translation>
    </message>
</context>
<context>
    <name>retrograde::VerdictBar</name>
    <message>
        <source>The music sounds the same in both directions, so that no ear could tell</source>
        <translation>Die Musik klingt in beiden Richtungen gleich, sodass kein Ohr es sagen könnte</translation>
    </message>
    <message>
        <source>The ear cannot decide</source>
        <translation>Das Ohr kann es nicht entscheiden</translation>
    </message>
    <message>
        <source>Play when chosen</source>
        <translation>Bei Auswahl abspielen</translation>
    </message>
    <message>
        <source>By ear:</source>
        <translation>Nach Gehör:</translation>
    </message>
    <message>
        <source>%1. The list goes on to the next clip; Ctrl+Z takes the verdict back.</source>
        <comment>what a verdict says</comment>
        <translation>%1. Die Liste geht zum nächsten Ausschnitt weiter; Strg+Z nimmt das Urteil zurück.</translation>
    </message>
    <message>
        <source>Each clip plays as soon as it is chosen, so that the list can be reviewed by key.</source>
        <translation>Jeder Ausschnitt erklingt, sobald er gewählt ist; so lässt sich die Liste mit Tasten durchgehen.</translation>
    </message>
    <message>
        <source>By ear this clip is what the model says it is</source>
        <translation>Nach Gehör ist dieser Ausschnitt, was das Modell sagt</translation>
    </message>
    <message>
        <source>By ear this clip is not what the model says it is</source>
        <translation>Nach Gehör ist dieser Ausschnitt nicht, was das Modell sagt</translation>
    </message>
    <message>
        <source>The track itself was published backwards, so that what counts as reversed here runs forward</source>
        <translation>Das Stück selbst wurde rückwärts veröffentlicht: was hier als rückwärts gilt, läuft vorwärts</translation>
    </message>
</context>
<context>
    <name>retrograde::ViewMenu</name>
    <message>
        <source>Viridis</source>
        <translation>Viridis</translation>
    </message>
    <message>
        <source>Magma</source>
        <translation>Magma</translation>
    </message>
    <message>
        <source>Cividis</source>
        <translation>Cividis</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Blue to red, as on the poster</source>
        <translation>Blau bis Rot, wie auf dem Poster</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Constant-Q spectrogram</source>
        <translation>Constant-Q-Spektrogramm</translation>
    </message>
    <message>
        <source>Linear spectrogram</source>
        <translation>Lineares Spektrogramm</translation>
    </message>
    <message>
        <source>Waveform</source>
        <translation>Wellenform</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>Pegel</translation>
    </message>
    <message>
        <source>Softest level shown</source>
        <translation>Leisester gezeigter Pegel</translation>
    </message>
    <message>
        <source>Loudest level shown</source>
        <translation>Lautester gezeigter Pegel</translation>
    </message>
    <message>
        <source>Count from the loudest</source>
        <translation>Ab dem lautesten zählen</translation>
    </message>
    <message>
        <source>Count from full scale</source>
        <translation>Ab Vollaussteuerung zählen</translation>
    </message>
    <message>
        <source>Axes</source>
        <translation>Achsen</translation>
    </message>
    <message>
        <source>Grid (G)</source>
        <translation>Gitter (G)</translation>
    </message>
    <message>
        <source>Time in frames</source>
        <translation>Zeit in Frames</translation>
    </message>
    <message>
        <source>Concert pitch A4:</source>
        <translation>Kammerton A4:</translation>
    </message>
    <message>
        <source>Concert pitch A4</source>
        <translation>Kammerton A4</translation>
    </message>
    <message>
        <source> Hz</source>
        <comment>unit after a number</comment>
        <translation> Hz</translation>
    </message>
</context>
<context>
    <name>retrograde::WaveformView</name>
    <message>
        <source>Waveform</source>
        <translation>Wellenform</translation>
    </message>
    <message>
        <source>The sound&apos;s outline over time. + and - zoom, 0 shows all, arrows move.</source>
        <translation>Der Umriss des Tons über der Zeit. + und - zoomen, 0 zeigt alles, Pfeile verschieben.</translation>
    </message>
    <message>
        <source>Amplitude</source>
        <translation>Amplitude</translation>
    </message>
    <message>
        <source>%1 · %2 to %3 · %4 dB of full scale</source>
        <comment>time and frame, lowest and highest amplitude, level</comment>
        <translation>%1 · %2 bis %3 · %4 dB der Vollaussteuerung</translation>
    </message>
</context>
<context>
    <name>retrograde::WelcomePanel</name>
    <message>
        <source>Try the demo library</source>
        <translation>Die Demo-Bibliothek ausprobieren</translation>
    </message>
    <message>
        <source>Open my music…</source>
        <translation>Meine Musik öffnen …</translation>
    </message>
    <message>
        <source>64 tracks of freely licensed music, 55 MB to download once. The quickest way to hear a model&apos;s first mistake.</source>
        <translation>64 Stücke frei lizenzierter Musik, einmal 55 MB zu laden. Der schnellste Weg zum ersten hörbaren Fehler eines Modells.</translation>
    </message>
    <message>
        <source>A folder of music in any format. The files stay where they are and are never changed; you can also drop files and folders on this window.</source>
        <translation>Ein Ordner mit Musik in beliebigem Format. Die Dateien bleiben, wo sie sind, und werden nie verändert; Dateien und Ordner lassen sich auch auf dieses Fenster ziehen.</translation>
    </message>
    <message>
        <source>Teach a machine to hear which way time runs</source>
        <translation>Einer Maschine beibringen, wohin die Zeit läuft</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>I have FMA or OpenMIC…</source>
        <translation>Ich habe FMA oder OpenMIC …</translation>
    </message>
    <message>
        <source>A published dataset as it was unpacked: FMA, OpenMIC-2018 or BirdVox, with its labels, artists, licences and splits.</source>
        <translation>Ein veröffentlichter Datensatz, wie er entpackt wurde: FMA, OpenMIC-2018 oder BirdVox, mit Beschriftungen, Interpreten, Lizenzen und Aufteilungen.</translation>
    </message>
</context>
</TS>
