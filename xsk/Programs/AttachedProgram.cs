namespace Falcon.Xsk.Programs;

/// <summary>A BPF program that a device has.</summary>
/// <param name="Id">The kernel's id.</param>
/// <param name="Name">Its name; "?" when it is gone or may not be read.</param>
public readonly record struct AttachedProgram(uint Id, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} (id {Id})";
}
