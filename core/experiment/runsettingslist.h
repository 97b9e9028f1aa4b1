#pragma once

#include "experiment/runsettings.h"
#include "experiment/settings.h"

/// The one list of each group's settings: JSON key, member, what it may be.
namespace retrograde::settings {

template<typename Group>
requires std::is_same_v<std::remove_const_t<Group>, Defences>
void eachSetting(Group &group, auto &&visit)
{
    visit("crops_per_track", group.cropsPerTrack, Range { 0, 1000000 });
    visit("exclude_downstream_artists", group.excludeDownstreamArtists, Anything());
    visit("fusion", group.fusion, OneOf { { "late", "channels" } });
    visit("frequency_mask_bins", group.frequencyMaskBins, Range { 0, 1000 });
    visit("gap_frames", group.gapFrames, Range { 0, 1000 });
    visit("gap_jitter_frames", group.gapJitterFrames, Range { 0, 1000 });
    visit("interior_seconds", group.interiorSeconds, Range { 0.0, 600.0 });
    visit("lead_in_seconds", group.leadInSeconds, Range { 0.0, 60.0 });
    visit("levels", group.levels, OneOf { { "track", "fixed", "crop" } });
    visit("middle_seconds", group.middleSeconds, Range { 0.0, 100000.0 });
    visit("normalisation", group.normalisation, OneOf { { "data", "none" } });
    visit("normalise_pieces", group.normalisePieces, Anything());
    visit("piece_gain_db", group.pieceGainDb, Range { 0.0, 40.0 });
    visit("split_by", group.splitBy, OneOf { { "artist", "track" } });
    visit("time_mask_frames", group.timeMaskFrames, Range { 0, 10000 });
    visit("trim", group.trim, OneOf { { "end", "both" } });
}

template<typename Group>
requires std::is_same_v<std::remove_const_t<Group>, Optimisation>
void eachSetting(Group &group, auto &&visit)
{
    visit("clip_norm", group.clipNorm, Range { 0.0, 1e6 });
    visit("early_stopping", group.earlyStopping, Range { 0, 100000 });
    visit("momentum", group.momentum, Range { 0.0, 0.9999 });
    visit("optimiser", group.optimiser, OneOf { { "adam", "adamw", "sgd" } });
    visit("plateau_factor", group.plateauFactor, Range { 0.001, 1.0 });
    visit("plateau_patience", group.plateauPatience, Range { 0, 100000 });
    visit("schedule", group.schedule, OneOf { { "cosine", "plateau", "constant" } });
    visit("steps", group.steps, Range<std::int64_t> { 0, std::int64_t { 1 } << 40 });
    visit("warm_up_share", group.warmUpShare, Range { 0.0, 1.0 });
}

template<typename Group>
requires std::is_same_v<std::remove_const_t<Group>, PretextSettings>
void eachSetting(Group &group, auto &&visit)
{
    visit("head", group.head, OneOf { { "linear", "adjacency" } });
    visit("target", group.target, OneOf { { "shuffled", "order" } });
}

template<typename Group>
requires std::is_same_v<std::remove_const_t<Group>, Downstream>
void eachSetting(Group &group, auto &&visit)
{
    visit("focal_gamma", group.focalGamma, Range { 0.0, 10.0 });
    visit("from_run", group.fromRun, Range<std::int64_t> { 0, std::int64_t { 1 } << 53 });
    visit("frozen_norm", group.frozenNorm, OneOf { { "running", "batch" } });
    visit("label_seed", group.labelSeed, Anything());
    visit("labels", group.labels, Anything());
    visit("labels_per_class", group.labelsPerClass, Range { 0, 1000000 });
    visit("like_run", group.likeRun, Range<std::int64_t> { 0, std::int64_t { 1 } << 53 });
    visit("pieces", group.pieces, Range { 1, 3 });
    visit("standardise", group.standardise, Anything());
    visit("trunk", group.trunk, OneOf { { "finetuned", "frozen" } });
    visit("validation_budget", group.validationBudget, OneOf { { "all", "labels" } });
    visit("weighting", group.weighting, OneOf { { "original", "plain", "focal" } });
}

} // namespace retrograde::settings
