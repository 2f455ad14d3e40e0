using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Falcon.Bench.Scenarios.Model;

namespace Falcon.Bench.Scenarios.Tools;

/// <summary>A program that was started and that ends, at the latest, when this is disposed.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);

    private readonly Command _command;
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private ChildProcess(Command command, Process process)
    {
        _command = command;
        _process = process;
    }

    public int Id => _process.Id;

    public bool IsRunning => !_process.HasExited;

    /// <exception cref="InvalidRunException">The program is not installed.</exception>
    public static ChildProcess Start(Command command)
    {
        var info = new ProcessStartInfo(Packages.Require(command.Program), command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var child = new ChildProcess(command, Process.Start(info)!);
            child._process.OutputDataReceived += (_, line) => Append(child._output, line.Data);
            child._process.ErrorDataReceived += (_, line) => Append(child._error, line.Data);
            child._process.BeginOutputReadLine();
            child._process.BeginErrorReadLine();
            child._process.StandardInput.Close();
            return child;
        }
        catch (Win32Exception e)
        {
            throw new InvalidRunException($"{command.Name} cannot be started: {e.Message}", e);
        }
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="InvalidRunException">It did not end in time.</exception>
    public async Task<CommandResult> WaitAsync(TimeSpan patience, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new InvalidRunException($"{_command.Name} did not end within {patience.TotalSeconds:0} s");
        }

        return new CommandResult(_process.ExitCode, Text(_output), Text(_error));
    }

    /// <summary>Asks it to end and to report, and waits for that. Not by SIGINT: what is started from a background job ignores that.</summary>
    public async Task<CommandResult> TerminateAsync(CancellationToken cancel)
    {
        Signal(Signals.Terminate);
        return await WaitAsync(s_grace, cancel);
    }

    /// <exception cref="InvalidRunException">It has ended already; the message says how.</exception>
    public void MustRun()
    {
        if (IsRunning)
            return;
        _process.WaitForExit(); // the output is complete only then
        throw new InvalidRunException($"{_command.Name} ended early: {new CommandResult(_process.ExitCode, Text(_output), Text(_error)).Reason}");
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            Signal(Signals.Terminate);
            using var grace = new CancellationTokenSource(s_grace);
            try
            {
                await _process.WaitForExitAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (IsRunning)
            Signals.Send(_process.Id, signal);
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.AppendLine(line);
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
