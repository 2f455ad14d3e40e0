namespace Falcon.Steering.Balancing;

/// <summary>The balancer's mode.</summary>
public enum SteeringMode : byte
{
    /// <summary>Load is low: stages in mode Auto run where their frames are.</summary>
    Inline,

    /// <summary>Work is spread over workers.</summary>
    Split,

    /// <summary>
    /// Every CPU is busy with its own work, and spreading would only add cost: stages in mode Auto run where their frames are.
    /// </summary>
    Saturated,
}
