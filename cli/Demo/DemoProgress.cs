namespace Falcon.Cli.Demo;

/// <summary>
/// The progress of the demo. The run writes it; the display reads it on another thread. All parts are immutable and replaced as a whole, so
/// a reader sees the old part or the new one.
/// </summary>
internal sealed class DemoProgress(IEnumerable<string> titles)
{
    private readonly DemoStep[] _steps = [.. titles.Select(title => new DemoStep(title))];
    private volatile Topology? _topology;
    private volatile DemoFlow _flow = DemoFlow.None;

    /// <summary>Raised on the run's thread when a step has passed or failed.</summary>
    public event Action<DemoStep>? StepEnded;

    /// <summary>All steps in their order.</summary>
    public IReadOnlyList<DemoStep> Steps => _steps;

    /// <summary>The hosts and containers; null until they are built.</summary>
    public Topology? Topology
    {
        get => _topology;
        set => _topology = value;
    }

    /// <summary>What flows through Falcon.</summary>
    public DemoFlow Flow
    {
        get => _flow;
        set => _flow = value;
    }

    /// <summary>Moves a step on.</summary>
    public void Set(int index, StepState state, string figure = "")
    {
        DemoStep step = _steps[index] with { State = state, Figure = figure };
        Volatile.Write(ref _steps[index], step);
        if (state is StepState.Passed or StepState.Failed)
            StepEnded?.Invoke(step);
    }
}
