using System.ComponentModel;
using System.Text.Json;

namespace Falcon.Cli.Demo;

/// <summary>Runs the demo, from building the hosts to removing them.</summary>
internal sealed class DemoRun
{
    private const string RemovalTitle = "remove it all";
    private const int LogLines = 30;
    private readonly DemoOptions _options;
    private readonly IDemoDisplay _display;
    private readonly TextWriter _output;
    private readonly IReadOnlyList<PlannedStep> _plan;
    private readonly DemoProgress _progress;
    private string _failure = "";

    /// <summary>Makes a run that shows its progress on <paramref name="display"/> and its end on <paramref name="output"/>.</summary>
    public DemoRun(DemoOptions options, IDemoDisplay display, TextWriter output)
    {
        _options = options;
        _display = display;
        _output = output;
        _plan = Plan();
        _progress = new DemoProgress([.. _plan.Select(step => step.Title), .. _options.Keep ? [] : new[] { RemovalTitle }]);
    }

    private sealed record PlannedStep(string Title, Func<CancellationToken, Task<string>> Run);

    private LabContainer First => _progress.Topology!.ContainerOf(_progress.Topology.Hosts[0]);

    private LabContainer Second => _progress.Topology!.ContainerOf(_progress.Topology.Hosts[1]);

    private DemoTraffic Traffic => new(_progress.Topology!, _options.Seconds);

    /// <summary>Runs the demo; true when every step passed. Removes everything unless asked to keep it, even after a failure.</summary>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        Task<bool> work = WorkAsync(cancel);
        try
        {
            await _display.ShowAsync(_progress, work);
        }
        finally
        {
            // A display may fail because its terminal is gone. What was built must be removed anyway.
            await Task.WhenAny(work);
        }
        bool passed = await work;
        if (_failure.Length > 0)
            await _output.WriteLineAsync(_failure);
        if (_options.Keep && _progress.Topology is { } topology)
            await _output.WriteLineAsync(await DemoLab.UsageAsync(topology));
        return passed;
    }

    private IReadOnlyList<PlannedStep> Plan() =>
    [
        new("build two hosts with a container each", BuildAsync),
        new("ping   h1c1 → h2c1", cancel => Traffic.PingAsync(First, Second.Ipv4, cancel)),
        new("ping   h2c1 → h1c1", cancel => Traffic.PingAsync(Second, First.Ipv4, cancel)),
        new("ping6  h1c1 → h2c1", cancel => Traffic.PingAsync(First, Second.Ipv6, cancel)),
        new("TCP    h1c1 → h2c1", cancel => Traffic.TcpAsync(First, Second, cancel)),
        new("TCP    h2c1 → h1c1", cancel => Traffic.TcpAsync(Second, First, cancel)),
        new("UDP    h1c1 → h2c1", cancel => Traffic.UdpAsync(First, Second, cancel)),
        new("UDP    h2c1 → h1c1", cancel => Traffic.UdpAsync(Second, First, cancel)),
    ];

    private async Task<bool> WorkAsync(CancellationToken cancel)
    {
        bool passed = false;
        try
        {
            await using var sampler = new FlowSampler(_progress);
            passed = await RunPlanAsync(cancel);
        }
        finally
        {
            if (!_options.Keep && _progress.Topology is not null)
                passed &= await RunStepAsync(_plan.Count, new PlannedStep(RemovalTitle, RemoveAsync), CancellationToken.None);
        }
        return passed;
    }

    private async Task<bool> RunPlanAsync(CancellationToken cancel)
    {
        for (int i = 0; i < _plan.Count; i++)
        {
            if (!await RunStepAsync(i, _plan[i], cancel))
                return false;
        }
        return true;
    }

    private async Task<bool> RunStepAsync(int index, PlannedStep step, CancellationToken cancel)
    {
        _progress.Set(index, StepState.Running);
        try
        {
            cancel.ThrowIfCancellationRequested();
            _progress.Set(index, StepState.Passed, await step.Run(cancel));
            return true;
        }
        catch (OperationCanceledException)
        {
            _progress.Set(index, StepState.Failed, "interrupted");
        }
        catch (Exception e) when (e is DemoException or IOException or Win32Exception or JsonException)
        {
            _failure = Explain(step.Title, e.Message);
            _progress.Set(index, StepState.Failed, e.Message.Split('\n')[0]);
        }
        return false;
    }

    private async Task<string> BuildAsync(CancellationToken cancel)
    {
        _progress.Topology = await DemoLab.UpAsync(_options);
        return $"lane {_options.Lane}, VNI {First.Vni}";
    }

    private static async Task<string> RemoveAsync(CancellationToken cancel)
    {
        await DemoLab.DownAsync();
        return "hosts, containers and Falcon are gone";
    }

    // Called when the step fails, before the lab and its log are removed.
    private string Explain(string step, string message)
    {
        List<string> lines = [$"FAILED: {step}", .. message.Split('\n').Select(line => $"    {line}")];
        if (_progress.Topology?.Hosts[0].Log is { } log && File.Exists(log))
            lines.AddRange(["Falcon's log ends with", .. File.ReadLines(log).TakeLast(LogLines).Select(line => $"    {line}")]);
        return string.Join(Environment.NewLine, lines);
    }
}
