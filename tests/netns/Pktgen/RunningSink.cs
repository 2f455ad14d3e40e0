using System.Text.Json;
using Falcon.Xsk.Links;

namespace Falcon.Netns.Tests.Pktgen;

/// <summary>A sink that listens when the constructor returns, and takes commands through a FIFO.</summary>
internal sealed class RunningSink : IDisposable
{
    private readonly string _fifo = Path.Combine(Path.GetTempPath(), $"falcon-sink-{Guid.NewGuid():N}");
    private readonly FalconCommand _command;
    private readonly StreamWriter _commands;

    public RunningSink(NetworkNamespace netns, params string[] arguments)
    {
        new Command("mkfifo", _fifo).Run().Succeeds();
        _command = FalconCommand.Start(netns, ["pktgen", "sink", "--json", "--control", _fifo, .. arguments]);
        _command.Says("listening");
        _commands = new StreamWriter(_fifo) { AutoFlush = true };
    }

    public void Tell(string command) => _commands.WriteLine(command);

    /// <summary>Waits for a report: a line of JSON.</summary>
    public JsonElement Report(int number)
    {
        Tell("report");
        return JsonDocument.Parse(_command.Line(number)).RootElement;
    }

    /// <summary>Closes its commands, which ends it; returns its last report.</summary>
    public JsonElement End()
    {
        _commands.Dispose();
        return _command.Json();
    }

    public void Dispose()
    {
        _commands.Dispose();
        File.Delete(_fifo);
    }
}
