#include "base/error.h"
#include "experiment/runspec.h"
#include "experiment/settingdescription.h"

#include <QFile>
#include <QTest>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

using namespace retrograde;
using nlohmann::json;

namespace {

/// The sentence with which @p value is refused; empty where it is taken.
std::string refusal(const RunSpec &spec, const std::string &key, const std::string &value)
{
    try {
        spec.with(key, value);
        return {};
    } catch (const Error &error) {
        return error.what();
    }
}

} // namespace

class TestSettingDescription : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The record of a run, not the list, says which settings there are.
    void eachSettingOfTheRecordIsDescribedOnceWithItsDefault()
    {
        std::map<std::string, json> recorded;
        std::function<void(const std::string &, const json &)> collect
            = [&](const std::string &prefix, const json &object) {
                  for (const auto &[key, value] : object.items()) {
                      if (value.is_object())
                          collect(prefix + key + ".", value);
                      else
                          recorded[prefix + key] = value;
                  }
              };
        collect("", json::parse(RunSpec().toJson()));
        QVERIFY(recorded.size() > 60);
        QCOMPARE(runSettings().size(), recorded.size());
        for (const SettingDescription &setting : runSettings()) {
            QVERIFY2(recorded.count(setting.key) == 1, setting.key.c_str());
            const json &value = recorded[setting.key];
            const json described = value.is_string() ? json(setting.standard) : json::parse(setting.standard);
            QVERIFY2(described == value, setting.key.c_str());
            QCOMPARE(&runSetting(setting.key), &setting);
            QVERIFY(RunSpec().with(setting.key, setting.standard) == RunSpec());
        }
        QVERIFY_EXCEPTION_THROWN(runSetting("gap_frames"), Error);
        QVERIFY_EXCEPTION_THROWN(runSetting("defences"), Error);
    }

    void eachIsOneSentenceOfItsOwn()
    {
        std::set<std::string> sentences;
        for (const SettingDescription &setting : runSettings()) {
            const std::string &words = setting.words;
            QVERIFY2(words.size() > 10 && words.ends_with('.'), setting.key.c_str());
            QVERIFY2(words.find(". ") == std::string::npos && words.find('|') == std::string::npos, words.c_str());
            QVERIFY2(!setting.allowed.empty(), setting.key.c_str());
            QVERIFY2(sentences.insert(words).second, words.c_str());
        }
    }

    void limitsAndChoicesAreThoseThatARunIsCheckedBy()
    {
        int limits = 0;
        for (const SettingDescription &setting : runSettings()) {
            if (setting.low == setting.high)
                continue;
            ++limits;
            const bool whole = setting.standard.find_first_not_of("-0123456789") == std::string::npos
                && refusal(RunSpec(), setting.key, "0.5").find("whole number") != std::string::npos;
            const double step = whole ? 1 : 1e-6 * std::max(1.0, setting.low);
            for (const double outside : { setting.low - step, setting.high * 1.001 + step }) {
                const std::string value
                    = whole ? json(static_cast<std::int64_t>(outside)).dump() : json(outside).dump();
                const std::string sentence = refusal(RunSpec(), setting.key, value);
                QVERIFY2(sentence.find(setting.key) != std::string::npos, (setting.key + "=" + value).c_str());
            }
            QVERIFY2(setting.allowed.find(" to ") != std::string::npos || setting.allowed.ends_with(" or more"),
                setting.allowed.c_str());
        }
        QVERIFY(limits >= 35);

        int choices = 0;
        for (const SettingDescription &setting : runSettings()) {
            if (setting.choices.empty())
                continue;
            ++choices;
            std::string listed;
            for (const std::string &choice : setting.choices)
                listed += (listed.empty() ? "" : ", ") + choice;
            QCOMPARE(setting.allowed, listed);
            const std::string sentence = refusal(RunSpec(), setting.key, "nonsense");
            QVERIFY2(sentence.find(setting.key + " must be one of " + listed) != std::string::npos, sentence.c_str());
        }
        QVERIFY(choices >= 18);
    }

    void whatItSaysOfSome()
    {
        const SettingDescription &gap = runSetting("defences.gap_frames");
        QCOMPARE(gap.standard, std::string("23"));
        QCOMPARE(gap.allowed, std::string("0 to 1000"));
        QCOMPARE(gap.low, 0.0);
        QCOMPARE(gap.high, 1000.0);
        QCOMPARE(gap.unit, std::string("frames"));
        QCOMPARE(runSetting("learning_rate").standard, std::string("0.0005"));
        QCOMPARE(runSetting("validation_minutes").allowed, std::string("0.1 to 100000"));
        QCOMPARE(runSetting("features.hop").allowed, std::string("1 or more"));
        QCOMPARE(runSetting("seed").allowed, std::string("a whole number from 0"));
        QCOMPARE(runSetting("datasets").standard, std::string("[]"));
        QCOMPARE(runSetting("defences.normalise_pieces").allowed, std::string("true or false"));
        QCOMPARE(runSetting("features.q").choices, (std::vector<std::string> { "modern", "classic" }));
        QCOMPARE(
            runSetting("downstream.validation_budget").source, std::string("Oliver et al. 2018, arXiv 1804.09170"));
        std::set<std::string> machine;
        for (const SettingDescription &setting : runSettings()) {
            if (setting.ofMachine)
                machine.insert(setting.key);
        }
        QCOMPARE(machine, (std::set<std::string> { "device", "precision", "threads" }));
    }

    void theDocumentIsMadeOfTheList()
    {
        const std::string made = settingsInMarkdown();
        for (const SettingDescription &setting : runSettings()) {
            QVERIFY(made.find("| `" + setting.key + "`") != std::string::npos);
            QVERIFY(made.find(setting.words) != std::string::npos);
            QVERIFY(made.find(setting.source) != std::string::npos);
        }
        QVERIFY(made.find("| `defences.gap_frames` | `23` | 0 to 1000 frames | What is left out") != std::string::npos);
        QFile file(QStringLiteral(RETROGRADE_SOURCE_DIR "/docs/SETTINGS.md"));
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.errorString()));
        QVERIFY2(file.readAll().toStdString() == made,
            "docs/SETTINGS.md is not what the list says: retrograde-cli settings --markdown > docs/SETTINGS.md");
    }
};

QTEST_APPLESS_MAIN(TestSettingDescription)
#include "tst_settingdescription.moc"
