#!/usr/bin/env bash
# How well the pretext tasks are learned from music at large: fetches some 40 packages with freely licensed music from
# Debian's archive (3 GB), trains on all of it but ufoai-music and nexuiz-music, and holds these two out whole:
# two thirds to validate on, one to test on at the end.
# Prints the accuracy epoch by epoch, with its interval over tracks at the end, and for the jigsaw against the gap.
# Training takes about an hour on two cores, and starts anew each time; what was fetched before is used again.
#
# Usage: pretext.sh RETROGRADE-CLI FOLDER
set -euo pipefail
shopt -s globstar nullglob nocaseglob

cli=$(realpath "$1")
readonly cli folder=$2
readonly held_out=(nexuiz-music ufoai-music)
readonly packages=("${held_out[@]}"
    ardentryst biniax2-data colobot-common-sounds drascula-music extremetuxracer-data fillets-ng-data flare-game
    freedink-data freedroid-data fretsonfire-songs-muldjord fretsonfire-songs-sectoid frozen-bubble-data
    hedgewars-data hyperrogue-music lincity-ng-data lordsawar-data marsshooter-data megaglest-data noiz2sa-data
    pekka-kana-2-data pingus-data planetblupi-music-ogg pushover-data rafkill-data singularity-music
    starfighter-data supertux-data trackballs-data tuxmath-data unknown-horizons warmux-data wesnoth-1.16-music
    widelands-data wizznic-data wordwarvi-sound xmoto-data zaz-data)
updated= # the lists of packages
readonly smallest=200000 # bytes: what is smaller is a sound effect

# Leaves the music of a package in music/PACKAGE.
fetch() {
    local package=$1 file
    [[ ! -d music/$package ]] || return 0
    echo "Fetching $package"
    # Only root may; without it the lists that there are have to do.
    ((EUID != 0)) || [[ -n $updated ]] || apt-get -q update >/dev/null
    updated=yes
    rm -rf incoming
    mkdir -p incoming "music/.$package"
    (
        cd incoming
        apt-get -q download "$package" >/dev/null
        dpkg-deb -x ./*.deb .
        for file in **/*.pk3; do
            unzip -q -o "$file" -d "$file.d"
        done
        for file in **/*.{ogg,mp3,xm,it,mod,s3m}; do
            (($(stat -c %s "$file") < smallest)) || mv "$file" "../music/.$package/${file//\//_}"
        done
    )
    mv "music/.$package" "music/$package"
}

# Trains, and leaves the run's number in the file last-run.
pretrain() {
    echo
    echo "pretrain $*"
    "$cli" --workspace workspace pretrain "$@" "${held_out[@]/#/--validate-on=}" | tee last-run
}

mkdir -p "$folder"
cd "$folder"
"$cli" --workspace workspace demo >/dev/null
for package in "${packages[@]}"; do
    fetch "$package"
    "$cli" --workspace workspace import folder "music/$package" --name "$package" >/dev/null
done
rm -rf incoming
"$cli" --workspace workspace features

pretrain --task reversal --network convnet --clip 5 --epochs 3
pretrain --task reversal --network convnet --clip 10 --epochs 8
pretrain --task jigsaw --network resnet18 --clip 3x3 --epochs 5
"$cli" --workspace workspace check-shortcuts "$(cat last-run)"
