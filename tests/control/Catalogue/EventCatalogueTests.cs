using System.Reflection;
using Falcon.Api.Catalogue;
using Falcon.Control.Daemon;
using Falcon.Engine.Events;
using Microsoft.Extensions.Logging;

namespace Falcon.Control.Tests.Catalogue;

public sealed class EventCatalogueTests
{
    public static TheoryData<DataplaneEventKind> Kinds => [.. Enum.GetValues<DataplaneEventKind>()];

    public static TheoryData<string> Names => [.. EventCatalogue.All.Select(e => e.Name)];

    [Fact]
    public void Every_event_has_one_entry_and_every_entry_is_an_event() => Assert.Equal(
        Enum.GetValues<DataplaneEventKind>().Select(NameOf).Concat(DaemonLines().Select(line => line.Name)).Distinct().Order(),
        EventCatalogue.All.Select(e => e.Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void An_entry_shows_the_line_and_says_what_it_means_and_what_to_do(string name)
    {
        EventDescription e = EventCatalogue.Get(name);
        Assert.StartsWith(name, e.Line, StringComparison.Ordinal);
        Assert.EndsWith(".", e.Meaning, StringComparison.Ordinal);
        Assert.EndsWith(".", e.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_engines_events_are_written_with_their_level(DataplaneEventKind kind)
    {
        HeardLog heard = new();
        new DaemonLog(heard).Event(new DataplaneEvent(kind, "web", "the test says so"));
        Assert.Equal((LevelOf(NameOf(kind)), $"{NameOf(kind)} web: the test says so"), Assert.Single(heard.Lines));
    }

    [Fact]
    public void The_daemons_own_lines_have_their_level() =>
        Assert.All(DaemonLines(), line => Assert.Equal(LevelOf(line.Name), line.Level));

    private static string NameOf(DataplaneEventKind kind) => new DataplaneEvent(kind, "", "").Name;

    private static LogLevel LevelOf(string name) => EventCatalogue.Get(name).Level switch
    {
        EventLevel.Info => LogLevel.Information,
        EventLevel.Warn => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    /// <summary>
    /// The lines that the daemon itself writes, by the attributes of its log. All other lines begin with the name of an engine event.
    /// </summary>
    private static IEnumerable<(string Name, LogLevel Level)> DaemonLines() =>
        typeof(DaemonLog).GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .Where(line => !line.Message.StartsWith('{'))
            .Select(line => (line.Message.Split(' ', ':')[0], line.Level));

    private sealed class HeardLog : ILogger<DaemonLog>
    {
        public List<(LogLevel Level, string Text)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, formatter(state, exception)));
    }
}
