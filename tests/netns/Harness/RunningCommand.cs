using System.Diagnostics;
using System.Text;

namespace Falcon.Netns.Tests.Harness;

/// <summary>A command in the background; ended by its process id when disposed.</summary>
public sealed class RunningCommand : IDisposable
{
    private static readonly TimeSpan _endLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _outputEnd;
    private readonly Task _errorEnd;

    public RunningCommand(string file, IEnumerable<string> arguments, string? input = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        CommandLine = string.Join(' ', start.ArgumentList.Prepend(file));
        start.Environment["FALCON"] = Repository.Falcon;
        _process = Process.Start(start)!;
        _outputEnd = Collect(_process.StandardOutput, _output);
        _errorEnd = Collect(_process.StandardError, _error);
        using var stdin = _process.StandardInput;
        stdin.Write(input);
    }

    public string CommandLine { get; }

    public int Pid => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Output => Read(_output);

    public string Error => Read(_error);

    /// <summary>Waits until the command has said <paramref name="text"/>, on either stream.</summary>
    public RunningCommand Says(string text, TimeSpan? limit = null)
    {
        Eventually.True(
            () => Output.Contains(text, StringComparison.Ordinal) || Error.Contains(text, StringComparison.Ordinal) || HasEnded,
            () => $"{CommandLine} did not say '{text}'\n{Output}{Error}",
            limit);
        return this;
    }

    public void Signal(string signal) => Command.Run("kill", ["-s", signal, $"{Pid}"]);

    /// <summary>Waits for the end; a command that does not end in time is killed and fails the test.</summary>
    public CommandResult Ends(TimeSpan? limit = null)
    {
        var inTime = _process.WaitForExit(limit ?? _endLimit);
        if (!inTime) Kill();
        Task.WaitAll([_outputEnd, _errorEnd], _endLimit);
        Assert.True(inTime, $"{CommandLine} did not end within {limit ?? _endLimit}\n{Output}{Error}");
        return new CommandResult(CommandLine, _process.ExitCode, Output, Error);
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Kill()
    {
        if (_process.HasExited) return;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit(_endLimit);
    }

    private static async Task Collect(StreamReader reader, StringBuilder into)
    {
        var buffer = new char[4096];
        for (int count; (count = await reader.ReadAsync(buffer)) > 0;)
        {
            lock (into) into.Append(buffer, 0, count);
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }
}
