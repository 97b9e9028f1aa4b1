#include "ui/errors/verdictbar.h"

#include "ui/base/checkedlook.h"
#include "ui/base/flowlayout.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"
#include "ui/errors/errormodel.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QShortcut>
#include <QToolButton>
#include <iterator>

namespace retrograde {

namespace {

/// One for each of kVerdicts; the same in every language, so that the help sheet holds.
constexpr Qt::Key kVerdictKeys[] = { Qt::Key_Y, Qt::Key_N, Qt::Key_D, Qt::Key_P, Qt::Key_T };
static_assert(std::size(kVerdictKeys) == std::size(kVerdicts));

QString verdictMeaning(const std::string &verdict)
{
    if (verdict == "model_right")
        return VerdictBar::tr("By ear this clip is what the model says it is");
    if (verdict == "model_wrong")
        return VerdictBar::tr("By ear this clip is not what the model says it is");
    if (verdict == "drone")
        return VerdictBar::tr("The music sounds the same in both directions, so that no ear could tell");
    if (verdict == "published_reversed")
        return VerdictBar::tr(
            "The track itself was published backwards, so that what counts as reversed here runs forward");
    return VerdictBar::tr("The ear cannot decide");
}

} // namespace

VerdictBar::VerdictBar(QWidget *keys)
    : m_buttons(new QButtonGroup(this))
    , m_autoplay(new QCheckBox(tr("Play when chosen")))
{
    auto *layout = new FlowLayout(4, this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->addWidget(new TextLabel(tr("By ear:")));
    m_buttons->setExclusive(false);
    for (std::size_t i = 0; i < std::size(kVerdicts); ++i) {
        const std::string verdict = kVerdicts[i];
        auto *button = new QToolButton;
        button->setObjectName(QStringLiteral("verdict_%1").arg(toQString(verdict)));
        button->setText(QStringLiteral("%1 (%2)").arg(verdictWords(verdict), QKeySequence(kVerdictKeys[i]).toString()));
        button->setCheckable(true);
        button->setToolTip(
            tr("%1. The list goes on to the next clip; Ctrl+Z takes the verdict back.", "what a verdict says")
                .arg(verdictMeaning(verdict)));
        m_buttons->addButton(button, static_cast<int>(i));
        showWhenChecked(button);
        layout->addWidget(button);
        const auto give = [this, verdict] { Q_EMIT given(verdict); };
        connect(button, &QToolButton::clicked, this, give);
        connect(new QShortcut(kVerdictKeys[i], keys), &QShortcut::activated, this, give);
    }
    m_autoplay->setObjectName(QStringLiteral("errorsAutoplay"));
    m_autoplay->setToolTip(tr("Each clip plays as soon as it is chosen, so that the list can be reviewed by key."));
    layout->addWidget(m_autoplay);
}

void VerdictBar::mark(const std::string &verdict, bool enabled)
{
    for (QAbstractButton *button : m_buttons->buttons()) {
        button->setEnabled(enabled);
        button->setChecked(verdict == kVerdicts[m_buttons->id(button)]);
    }
}

void VerdictBar::offer(const std::function<bool(const std::string &)> &fits)
{
    for (QAbstractButton *button : m_buttons->buttons())
        button->setVisible(fits(kVerdicts[m_buttons->id(button)]));
}

bool VerdictBar::playsWhenChosen() const
{
    return m_autoplay->isChecked();
}

QList<std::pair<QString, QString>> VerdictBar::keys()
{
    QList<std::pair<QString, QString>> keys;
    for (std::size_t i = 0; i < std::size(kVerdicts); ++i)
        keys.append({ QKeySequence(kVerdictKeys[i]).toString(QKeySequence::NativeText), verdictWords(kVerdicts[i]) });
    return keys;
}

} // namespace retrograde
