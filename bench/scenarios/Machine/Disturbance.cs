namespace Falcon.Bench.Scenarios.Machine;

/// <summary>CPU time that others took from a measurement, as shares of all CPUs' time.</summary>
/// <param name="Steal">Taken by the hypervisor.</param>
/// <param name="Strangers">Taken by processes that do not belong to it.</param>
public readonly record struct Disturbance(double Steal, double Strangers)
{
    /// <summary>From this share on a round counts as disturbed.</summary>
    public const double Limit = 0.05;

    public double Total => Steal + Strangers;

    public bool IsTooMuch => Total > Limit;
}
