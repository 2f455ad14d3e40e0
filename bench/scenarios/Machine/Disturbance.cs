namespace Falcon.Bench.Scenarios.Machine;

/// <summary>What took CPU time from a measurement, as shares of all CPUs' time.</summary>
/// <param name="Steal">Taken by the hypervisor.</param>
/// <param name="Strangers">Taken by processes that have nothing to do with it.</param>
public readonly record struct Disturbance(double Steal, double Strangers)
{
    /// <summary>The share from which on a round counts as disturbed.</summary>
    public const double Limit = 0.05;

    public double Total => Steal + Strangers;

    public bool IsTooMuch => Total > Limit;
}
