#include "ui/spectrogram/clipview.h"

#include "ui/spectrogram/overviewstrip.h"

#include <QVBoxLayout>
#include <algorithm>
#include <cstdlib>

namespace retrograde {

namespace {

constexpr int kRightRoom = 80; // until a spectrogram says how much its colour bar takes

} // namespace

ClipView::ClipView(QWidget *parent)
    : QWidget(parent)
    , m_constantQ(new SpectrogramView(this))
    , m_linear(new SpectrogramView(this, QStringLiteral("linearPlot")))
    , m_waveform(new WaveformView(this))
    , m_compared(new SpectrogramView(this, QStringLiteral("comparedPlot")))
    , m_overview(new OverviewStrip(this))
{
    setObjectName(QStringLiteral("clipView"));
    m_linear->setObjectName(QStringLiteral("linearView"));
    m_linear->setAccessibleName(tr("Linear spectrogram"));
    m_compared->setObjectName(QStringLiteral("comparedView"));
    m_compared->setAccessibleName(tr("Spectrogram to compare with"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    for (TimelineView *view : views()) {
        layout->addWidget(view, view == m_waveform ? 1 : 2);
        view->setVisible(view == m_constantQ);
        link(view);
    }
    layout->addWidget(m_overview);
    m_waveform->setRightRoom(kRightRoom);
    setFocusProxy(m_constantQ);
    for (TimelineView *view : views())
        connect(view, &TimelineView::laidOut, this, &ClipView::alignPictures);
    connect(m_overview, &OverviewStrip::visibleTimeRequested, this, &ClipView::setVisibleTime);
}

ClipView::~ClipView() = default;

void ClipView::link(TimelineView *view)
{
    const auto passOn = [this, view](auto change) {
        if (m_linking || view->isHidden())
            return false;
        m_linking = true;
        for (TimelineView *other : views()) {
            if (other != view && other->hasContent())
                change(*other);
        }
        m_linking = false;
        return true;
    };
    connect(view, &TimelineView::visibleTimeChanged, this, [this, passOn](double begin, double end) {
        if (!passOn([&](TimelineView &other) { other.setVisibleTime(begin, end); }))
            return;
        m_overview->setVisibleTime(begin, end);
        Q_EMIT visibleTimeChanged(begin, end);
    });
    connect(view, &TimelineView::selectionChanged, this, [this, view, passOn] {
        if (!passOn([&](TimelineView &other) { other.setSelection(view->selection()); }))
            return;
        m_selection = view->selection();
        Q_EMIT selectionChanged();
    });
    connect(view, &TimelineView::gridChanged, this, [this](bool shown) {
        if (m_settings.grid == shown)
            return;
        ClipViewSettings settings = m_settings;
        settings.grid = shown;
        setSettings(settings);
        Q_EMIT settingsChanged();
    });
    connect(view, &TimelineView::seekRequested, this, &ClipView::seekRequested);
    connect(view, &TimelineView::pieceClicked, this, &ClipView::pieceClicked);
    connect(view, &TimelineView::readingChanged, this, &ClipView::readingChanged);
    connect(view, &TimelineView::menuRequested, this, &ClipView::menuRequested);
}

TimelineView *ClipView::leader() const
{
    for (TimelineView *view : views()) {
        if (!view->isHidden() && view->hasContent())
            return view;
    }
    return m_constantQ;
}

std::vector<TimelineView *> ClipView::pictures() const
{
    std::vector<TimelineView *> shown;
    for (TimelineView *view : views()) {
        if (!view->isHidden())
            shown.push_back(view);
    }
    return shown;
}

void ClipView::setSettings(const ClipViewSettings &settings)
{
    m_settings = settings;
    m_settings.constantQ = settings.constantQ || (!settings.linear && !settings.waveform);
    m_settings.colors = settings.colors.clamped();
    const double begin = visibleBegin();
    const double end = visibleEnd();
    m_constantQ->setVisible(m_settings.constantQ);
    m_linear->setVisible(m_settings.linear);
    m_waveform->setVisible(m_settings.waveform);
    for (SpectrogramView *view : { m_constantQ, m_linear, m_compared }) {
        if (!(view->colors() == m_settings.colors))
            view->setColors(m_settings.colors);
        view->setConcertPitch(m_settings.concertPitch);
    }
    for (TimelineView *view : views()) {
        view->setGrid(m_settings.grid);
        view->setTimeUnit(m_settings.unit);
    }
    m_overview->setColors(m_settings.colors);
    labelTime();
    setFocusProxy(pictures().front());
    setVisibleTime(begin, end);
}

template<typename Place> void ClipView::placeOne(TimelineView *view, Place place)
{
    const bool first = !m_placed;
    const double begin = visibleBegin();
    const double end = visibleEnd();
    m_linking = true;
    place();
    view->setExtent(m_extent);
    view->setCrop(m_crop);
    view->setAnnotations(m_annotations);
    view->setMoments(m_moments);
    view->setPlayhead(m_playhead);
    if (!first) {
        view->setVisibleTime(begin, end);
        view->setSelection(m_selection);
    }
    m_linking = false;
    m_placed = m_placed || view->hasContent();
    showOverview();
}

void ClipView::showOverview()
{
    const TimelineView *const view = leader();
    m_overview->setArrangement(view->arrangement(), std::max(view->duration(), m_extent));
    m_overview->setVisibleTime(view->visibleBegin(), view->visibleEnd());
    m_overview->setPlayhead(m_playhead);
}

void ClipView::clear()
{
    m_placed = false;
    m_playhead = 0;
    m_crop = {};
    m_annotations.clear();
    m_moments.clear();
    m_selection.reset();
    m_extent = 0;
    setSaliency({});
    m_linking = true;
    m_constantQ->setSpectrogram(nullptr, {});
    m_linear->setSpectrogram(nullptr, {});
    m_waveform->setWaveform(nullptr, {}, {});
    m_linking = false;
    setComparison(nullptr, {}, {}, {});
    m_overview->setSpectrogram(nullptr);
    for (TimelineView *view : views())
        view->setLeftRoom(0);
}

void ClipView::setArrangement(const Arrangement &arrangement)
{
    m_linking = true;
    for (TimelineView *view : { static_cast<TimelineView *>(m_constantQ), static_cast<TimelineView *>(m_linear),
             static_cast<TimelineView *>(m_waveform) }) {
        if (view->hasContent())
            view->setArrangement(arrangement);
    }
    m_linking = false;
    showOverview();
    Q_EMIT visibleTimeChanged(visibleBegin(), visibleEnd());
}

void ClipView::setConstantQ(std::shared_ptr<const SpectrogramData> spectrogram, const Arrangement &arrangement)
{
    m_overview->setSpectrogram(spectrogram);
    if (m_constantQ->hasContent() && spectrogram && m_constantQ->arrangement() == arrangement) {
        m_constantQ->refine(std::move(spectrogram));
        return;
    }
    placeOne(m_constantQ, [&] { m_constantQ->setSpectrogram(std::move(spectrogram), arrangement); });
}

void ClipView::setLinear(std::shared_ptr<const SpectrogramData> spectrogram, const Arrangement &arrangement)
{
    if (m_linear->hasContent() && spectrogram && m_linear->arrangement() == arrangement) {
        m_linear->refine(std::move(spectrogram));
        return;
    }
    placeOne(m_linear, [&] { m_linear->setSpectrogram(std::move(spectrogram), arrangement); });
}

void ClipView::setWaveform(
    std::shared_ptr<const WaveformData> waveform, const FrameGrid &grid, const Arrangement &arrangement)
{
    if (m_waveform->hasContent() && waveform && m_waveform->arrangement() == arrangement) {
        m_waveform->refine(std::move(waveform));
        return;
    }
    placeOne(m_waveform, [&] { m_waveform->setWaveform(std::move(waveform), grid, arrangement); });
}

void ClipView::setComparison(std::shared_ptr<const SpectrogramData> spectrogram, const Arrangement &arrangement,
    const QString &caption, const QString &comparedCaption)
{
    m_compares = spectrogram != nullptr;
    m_constantQ->setCaption(m_compares ? caption : QString());
    m_compared->setCaption(m_compares ? comparedCaption : QString());
    m_compared->setVisible(m_compares);
    labelTime();
    const double compared = m_compares ? spectrogram->grid().secondsAt(arrangement.frameCount()) : 0;
    m_extent = m_compares ? std::max(compared, leader()->duration()) : 0;
    placeOne(m_compared, [&] { m_compared->setSpectrogram(std::move(spectrogram), arrangement); });
    m_linking = true;
    for (TimelineView *view : views())
        view->setExtent(m_extent);
    m_linking = false;
    showOverview();
}

double ClipView::duration() const
{
    return leader()->duration();
}

double ClipView::visibleBegin() const
{
    return leader()->visibleBegin();
}

double ClipView::visibleEnd() const
{
    return leader()->visibleEnd();
}

void ClipView::setVisibleTime(double begin, double end)
{
    leader()->setVisibleTime(begin, end);
    // What was hidden while the others moved comes along.
    m_linking = true;
    for (TimelineView *view : views()) {
        if (view->hasContent())
            view->setVisibleTime(visibleBegin(), visibleEnd());
    }
    m_linking = false;
    m_overview->setVisibleTime(visibleBegin(), visibleEnd());
}

void ClipView::setVisibleHertz(double low, double high)
{
    for (TimelineView *view : views())
        view->setVisibleHertz(low, high);
}

void ClipView::fit()
{
    m_linking = true;
    for (TimelineView *view : views()) {
        if (view != leader() && view->hasContent())
            view->fit(); // their values, too
    }
    m_linking = false;
    leader()->fit();
}

void ClipView::setPlayhead(double seconds)
{
    m_playhead = seconds;
    // The one on top turns the page, and the others with it.
    for (TimelineView *view : views()) {
        if (!view->isHidden())
            view->setPlayhead(seconds);
    }
    m_overview->setPlayhead(seconds);
}

void ClipView::setSelection(const std::optional<TimeSelection> &selection)
{
    leader()->setSelection(selection);
}

const std::optional<TimeSelection> &ClipView::selection() const
{
    return m_selection;
}

void ClipView::setCrop(FrameSpan frames)
{
    m_crop = frames;
    for (TimelineView *view : views())
        view->setCrop(frames);
}

void ClipView::setAnnotations(const std::vector<AnnotationBox> &annotations)
{
    m_annotations = annotations;
    for (TimelineView *view : views())
        view->setAnnotations(annotations);
}

void ClipView::setMoments(const std::vector<Moment> &moments)
{
    m_moments = moments;
    for (TimelineView *view : views())
        view->setMoments(moments);
}

void ClipView::setSaliency(const SaliencyOverlay &overlay)
{
    m_constantQ->setSaliency(overlay);
}

/// The pictures have one time axis, which stands beneath them all.
void ClipView::labelTime()
{
    const std::vector<TimelineView *> shown = pictures();
    for (TimelineView *view : shown)
        view->setTimeLabels(view == shown.back());
}

/// The lowest picture has the labels of the time axis as well, and is no smaller for it: what is shared out is the
/// height of the pictures themselves, of which a spectrogram gets twice as much as the waveform.
void ClipView::shareHeight()
{
    const std::vector<TimelineView *> shown = pictures();
    int room = 0;
    int shares = 0;
    for (const TimelineView *view : shown) {
        room += view->pictureRect().height();
        shares += view == m_waveform ? 1 : 2;
    }
    if (shown.size() < 2 || room <= 0)
        return;
    auto *const boxes = static_cast<QVBoxLayout *>(layout());
    for (const TimelineView *view : shown) {
        const int around = view->height() - view->pictureRect().height();
        const int wanted = std::max(view->minimumHeight(), room * (view == m_waveform ? 1 : 2) / shares + around);
        const int index = boxes->indexOf(view);
        // A pixel more or less is what rounding leaves; following it would go on for ever.
        if (std::abs(wanted - view->height()) > 1)
            boxes->setStretch(index, wanted);
        else
            boxes->setStretch(index, view->height());
    }
}

void ClipView::alignPictures()
{
    // Long labels take more room at the left than others; the picture does not jump back when they are gone.
    int left = 0;
    for (const TimelineView *view : pictures())
        left = std::max(left, view->pictureRect().left());
    for (TimelineView *view : views())
        view->setLeftRoom(left);
    // A waveform has no colour bar beside it.
    for (const TimelineView *view : { m_constantQ, m_linear }) {
        if (!view->isHidden())
            m_waveform->setRightRoom(view->width() - view->pictureRect().right() - 1);
    }
    shareHeight();
    const QRect picture = leader()->pictureRect();
    m_overview->setMargins(picture.left(), leader()->width() - picture.right() - 1);
}

} // namespace retrograde
