#include "library/csvreader.h"

namespace retrograde {

namespace {

constexpr int kEnd = std::char_traits<char>::eof();

} // namespace

CsvReader::CsvReader(std::istream &stream, char separator)
    : m_bytes(*stream.rdbuf())
    , m_separator(separator)
{
    for (const char byte : { '\xEF', '\xBB', '\xBF' }) {
        if (m_bytes.sgetc() != std::char_traits<char>::to_int_type(byte))
            return;
        m_bytes.sbumpc();
    }
}

/// The next byte, or kEnd. Counts lines: a CR that LF follows is not a line of its own.
int CsvReader::take()
{
    const int byte = m_bytes.sbumpc();
    if (byte == '\n' || (byte == '\r' && m_bytes.sgetc() != '\n'))
        ++m_line;
    return byte;
}

/// Whether @p byte, just taken, ends a line; takes the LF after a CR.
bool CsvReader::atLineEnd(int byte)
{
    if (byte == '\r' && m_bytes.sgetc() == '\n')
        take();
    return byte == '\n' || byte == '\r';
}

bool CsvReader::next(std::vector<std::string> &fields)
{
    m_problem.clear();
    m_recordLine = m_line;
    int byte = take();
    while (atLineEnd(byte)) {
        m_recordLine = m_line;
        byte = take();
    }
    if (byte == kEnd)
        return false;

    fields.assign(1, std::string());
    std::size_t size = 0;
    bool quoted = false;
    bool closed = false; // behind the closing quote of this field
    for (;; byte = take()) {
        if (byte == kEnd) {
            if (quoted)
                m_problem = "a quote is never closed";
            return true;
        }
        if (++size > kLongestRecord) {
            m_problem = "it is too long; is a quote missing?";
            while (byte != kEnd && !atLineEnd(byte))
                byte = take();
            return true;
        }
        const char character = std::char_traits<char>::to_char_type(byte);
        if (quoted) {
            if (character != '"') {
                fields.back() += character;
            } else if (m_bytes.sgetc() == '"') {
                take();
                fields.back() += '"';
            } else {
                quoted = false;
                closed = true;
            }
        } else if (character == m_separator) {
            fields.emplace_back();
            closed = false;
        } else if (atLineEnd(byte)) {
            return true;
        } else if (character == '"' && fields.back().empty() && !closed) {
            quoted = true;
        } else {
            if (closed)
                m_problem = "there is text after a closing quote";
            fields.back() += character;
        }
    }
}

} // namespace retrograde
