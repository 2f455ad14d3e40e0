using System.Globalization;
using System.Text;

namespace Falcon.Cli.Manual;

/// <summary>Text for a man page.</summary>
internal static class Roff
{
    /// <summary>
    /// A text as literal roff: escapes backslashes and hyphens, writes non-ASCII characters as numbers (which needs no preprocessor), and
    /// protects a dot or quote at the start from being a request.
    /// </summary>
    public static string Text(string text)
    {
        StringBuilder escaped = new(text.StartsWith('.') || text.StartsWith('\'') ? @"\&" : "");
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => escaped.Append(@"\e"),
                '-' => escaped.Append(@"\-"),
                '\n' => escaped.Append(' '),
                > 126 => escaped.Append(CultureInfo.InvariantCulture, $@"\[u{rune.Value:X4}]"),
                _ => escaped.Append(rune),
            };
        }

        return escaped.ToString();
    }

    /// <summary>The same in bold.</summary>
    public static string Bold(string text) => $@"\fB{Text(text)}\fR";

    /// <summary>The same in italics, for placeholders.</summary>
    public static string Italic(string text) => $@"\fI{Text(text)}\fR";
}
