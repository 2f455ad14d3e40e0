using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Falcon.Testing.Processes;

/// <summary>
/// A command in the background. It ends, by its process id, at the latest when this is disposed: <see cref="Dispose"/> kills it,
/// <see cref="DisposeAsync"/> asks it to end first.
/// </summary>
public sealed class RunningCommand : IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly Task _outputEnd;
    private readonly Task _errorEnd;

    internal RunningCommand(Command command)
    {
        Command = command;
        _process = Start(command);
        _outputEnd = CollectAsync(_process.StandardOutput, _output);
        _errorEnd = CollectAsync(_process.StandardError, _error);
        using StreamWriter input = _process.StandardInput;
        input.Write(command.Input);
    }

    public Command Command { get; }

    public int Pid => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Output => Read(_output);

    public string Error => Read(_error);

    /// <summary>Waits until the command has written <paramref name="text"/>, to either stream, or has ended.</summary>
    public RunningCommand Says(string text, TimeSpan? limit = null)
    {
        Eventually.True(
            () => Output.Contains(text, StringComparison.Ordinal) || Error.Contains(text, StringComparison.Ordinal) || HasEnded,
            () => $"{Command} did not say '{text}'\n{Output}{Error}",
            limit);
        return this;
    }

    public void Signal(Signal signal)
    {
        if (!HasEnded) Signals.Send(Pid, signal);
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="CommandException">It did not end in time and was killed.</exception>
    public CommandResult Ends(TimeSpan? limit = null)
    {
        bool inTime = _process.WaitForExit(limit ?? s_endLimit);
        if (!inTime) Kill();
        Task.WaitAll([_outputEnd, _errorEnd], s_endLimit);
        return inTime ? Result : throw new CommandException($"{Command} did not end within {limit ?? s_endLimit}\n{Output}{Error}");
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="CommandException">It did not end in time.</exception>
    public async Task<CommandResult> EndsAsync(TimeSpan limit, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        either.CancelAfter(limit);
        try
        {
            await _process.WaitForExitAsync(either.Token);
            await Task.WhenAll(_outputEnd, _errorEnd).WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CommandException($"{Command.Name} did not end within {limit.TotalSeconds:0} s");
        }

        return Result;
    }

    /// <summary>
    /// Asks it to end and to report, and waits for that. It does not use SIGINT, which programs started from a background job ignore.
    /// </summary>
    /// <exception cref="CommandException">It did not end in time.</exception>
    public Task<CommandResult> TerminateAsync(CancellationToken cancel)
    {
        Signal(Processes.Signal.Terminate);
        return EndsAsync(s_grace, cancel);
    }

    /// <exception cref="CommandException">It has ended; the message says how.</exception>
    public void MustRun()
    {
        if (!HasEnded) return;
        Task.WaitAll([_outputEnd, _errorEnd], s_endLimit);
        throw new CommandException($"{Command.Name} ended early: {Result.Reason}");
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        Signal(Processes.Signal.Terminate);
        using CancellationTokenSource grace = new(s_grace);
        try
        {
            await _process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }

        _process.Dispose();
    }

    private CommandResult Result => new(Command, _process.ExitCode, Output, Error);

    private static Process Start(Command command)
    {
        ProcessStartInfo start = new(Programs.Require(command.Program), command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["FALCON"] = Repository.Falcon;
        foreach ((string name, string value) in command.Environment) start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CommandException($"{command.Name} cannot be started: {e.Message}", e);
        }
    }

    private void Kill()
    {
        if (_process.HasExited) return;
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit(s_endLimit);
    }

    private static async Task CollectAsync(StreamReader reader, StringBuilder into)
    {
        char[] buffer = new char[4096];
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
