namespace Falcon.Steering.Balancing;

/// <summary>What the balancer is at.</summary>
public enum SteeringMode : byte
{
    /// <summary>Load is low: what may choose runs where its frames are.</summary>
    Inline,

    /// <summary>Work is spread over workers.</summary>
    Split,

    /// <summary>Every CPU is busy with its own: spreading would only add its cost, so what may choose runs where its frames are.</summary>
    Saturated,
}
