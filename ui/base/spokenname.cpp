#include "ui/base/spokenname.h"

#include "ui/base/textlabel.h"

#include <QComboBox>

namespace retrograde {

void setSpokenName(QComboBox *box, const QString &name)
{
    box->setAccessibleName(name);
    auto *label = new TextLabel(name, box->parentWidget());
    label->setBuddy(box);
    label->hide();
}

} // namespace retrograde
