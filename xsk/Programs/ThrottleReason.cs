namespace Falcon.Xsk;

/// <summary>Why the uplinks' XDP programs drop a container's frames. Each reason has its own time and its own counts: one does not end the other.</summary>
public enum ThrottleReason
{
    /// <summary>The container has spent its CPU budget.</summary>
    Budget,

    /// <summary>The container does not keep up: what waits for it would be lost later, and dearer.</summary>
    Backlog,
}
