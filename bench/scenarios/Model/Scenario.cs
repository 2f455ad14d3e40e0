using Falcon.Bench.Scenarios.Lab;

namespace Falcon.Bench.Scenarios.Model;

/// <summary>Work that systems are compared on. One file each; <see cref="Run.Catalogue"/> finds them.</summary>
public abstract class Scenario
{
    public abstract string Name { get; }

    /// <summary>What is measured, in one line.</summary>
    public abstract string Description { get; }

    /// <summary>Its position in <c>all</c> and <c>list</c>. Scenarios of one topology follow each other and share its labs.</summary>
    public abstract int Order { get; }

    /// <summary>Whether <c>all</c> leaves it out.</summary>
    public virtual bool OnlyOnRequest => false;

    public abstract Topology Topology { get; }

    /// <summary>What it measures. Plots and ratios show the first metric.</summary>
    public abstract IReadOnlyList<Metric> Metrics { get; }

    /// <summary>The item that CPU time is counted per.</summary>
    public abstract string Item { get; }

    /// <summary>Programs that must be installed.</summary>
    public virtual IReadOnlyList<string> Needs => [];

    /// <summary>What is compared instead of systems in a scenario that runs in this process, such as numbers of workers.</summary>
    public virtual IReadOnlyList<string> Variants => [];

    /// <summary>Systems that make sense only here. Compared unless systems are named.</summary>
    public virtual IReadOnlyList<string> AlsoCompares => [];

    /// <summary>The system or variant that another one is compared with in the table.</summary>
    public virtual string BaselineOf(string system) => Statistics.Ratios.Baseline;

    /// <summary>The metrics of a run with these options.</summary>
    public virtual IReadOnlyList<Metric> MetricsOf(RunContext run) => Metrics;

    /// <summary>Measures one system once.</summary>
    /// <exception cref="InvalidRunException">The measurement is not valid; the message gives the reason.</exception>
    public virtual Task<Outcome> MeasureAsync(Testbed bed, RunContext run, CancellationToken cancel) =>
        throw new NotSupportedException($"{Name} runs in this process");

    /// <summary>Measures one variant of a scenario that runs in this process.</summary>
    /// <exception cref="InvalidRunException">The measurement is not valid; the message gives the reason.</exception>
    public virtual Task<Outcome> MeasureAsync(string variant, RunContext run, CancellationToken cancel) =>
        throw new NotSupportedException($"{Name} runs in a lab");
}
