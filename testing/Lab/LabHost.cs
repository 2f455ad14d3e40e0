namespace Falcon.Testing.Lab;

/// <summary>A host of a lab. Properties of a daemon are null on a host without one.</summary>
public sealed record LabHost(
    string Name, string Netns, string Kind, string Address, string Device, string? Config, string? Socket, string? Log, int? Pid);
