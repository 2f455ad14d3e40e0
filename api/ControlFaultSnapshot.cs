namespace Falcon.Api;

/// <summary>Unexpected exceptions of a thread that works beside the workers.</summary>
/// <param name="Thread">The thread, such as <c>ports</c>.</param>
/// <param name="Faults">How many it survived since the start.</param>
public sealed record ControlFaultSnapshot(string Thread, long Faults);
