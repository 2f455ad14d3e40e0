using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Falcon.Control.Daemon;

/// <summary>
/// One plain line per entry. For the journal: the priority first (sd-daemon(3)) and no time, because the journal adds it. Otherwise: the
/// time in UTC first.
/// </summary>
internal sealed class LogLineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "falcon";

    private static readonly bool s_forJournal = Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        string message = entry.Formatter(entry.State, entry.Exception);
        if (entry.Exception is { } fault) message += $" ({fault.GetType().Name}: {fault.Message})";
        (int priority, string level) = Level(entry.LogLevel);
        textWriter.Write(s_forJournal
            ? string.Create(CultureInfo.InvariantCulture, $"<{priority}>")
            : string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} {level,-5} "));
        textWriter.WriteLine(message.ReplaceLineEndings("; "));
    }

    private static (int Priority, string Level) Level(LogLevel level) => level switch
    {
        LogLevel.Critical => (2, "crit"),
        LogLevel.Error => (3, "error"),
        LogLevel.Warning => (4, "warn"),
        LogLevel.Information => (6, "info"),
        _ => (7, "debug"),
    };
}
