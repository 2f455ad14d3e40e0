using System.Text;
using System.Text.Json;
using Falcon.Cli;
using Falcon.Xsk.Links;

namespace Falcon.Netns.Tests.Pktgen;

/// <summary>A command of <c>falcon</c>, run in this process, because only this process can name the tests' namespaces.</summary>
internal sealed class FalconCommand
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TextWriter _outputWriter;
    private readonly TextWriter _errorWriter;
    private readonly Task<int> _run;

    private FalconCommand(string[] arguments)
    {
        _outputWriter = TextWriter.Synchronized(new StringWriter(_output));
        _errorWriter = TextWriter.Synchronized(new StringWriter(_error));
        _run = Task.Run(() => FalconCommandLine.InvokeAsync(arguments, _outputWriter, _errorWriter));
    }

    public static FalconCommand Start(NetworkNamespace netns, params string[] arguments) => new([.. arguments, "--netns", PathOf(netns)]);

    public static FalconCommand Pktgen(Wire wire, params string[] arguments) =>
        Start(wire.Left, ["pktgen", "--device", Wire.Device, "--to-mac", "02:00:00:00:00:02", .. arguments]);

    /// <summary>The path by which --netns can name a namespace without a name.</summary>
    public static string PathOf(NetworkNamespace netns) => $"/proc/{Environment.ProcessId}/fd/{netns.Fd}";

    /// <summary>Waits until it writes a text to standard error.</summary>
    public void Says(string text)
    {
        Assert.True(
            SpinWait.SpinUntil(() => Text(_errorWriter, _error).Contains(text, StringComparison.Ordinal) || _run.IsCompleted, s_limit));
        Assert.False(_run.IsCompleted, _error.ToString());
    }

    /// <summary>Waits for a line of its output.</summary>
    public string Line(int number)
    {
        Assert.True(SpinWait.SpinUntil(() => Text(_outputWriter, _output).Count(c => c == '\n') > number, s_limit));
        return Text(_outputWriter, _output).Split('\n')[number];
    }

    /// <summary>The JSON that it prints at the end, on the last line or on all lines.</summary>
    public JsonElement Json()
    {
        Assert.True(ExitCode() == 0, _error.ToString());
        string text = _output.ToString();
        return JsonDocument.Parse(text.StartsWith("{\n", StringComparison.Ordinal) ? text : text.TrimEnd().Split('\n')[^1]).RootElement;
    }

    /// <summary>The error message that it ends with.</summary>
    public string Fails(int exitCode)
    {
        Assert.Equal(exitCode, ExitCode());
        return _error.ToString();
    }

    private int ExitCode()
    {
        Assert.True(_run.Wait(s_limit), $"it never ends; {_error}");
        return _run.Result;
    }

    private static string Text(TextWriter writer, StringBuilder text)
    {
        lock (writer) // a synchronized writer locks itself
            return text.ToString();
    }
}
