namespace Falcon.Xsk.KernelPath;

/// <summary>What <see cref="KernelPathTables"/> have room for.</summary>
/// <param name="Ports">Ports, by their index.</param>
/// <param name="Vteps">VTEPs, by their index.</param>
/// <param name="Overlays">Overlays, by their index.</param>
/// <param name="Entries">MAC addresses of all overlays.</param>
public readonly record struct PathSize(int Ports, int Vteps, int Overlays, int Entries)
{
    /// <summary>Workers of the engine.</summary>
    public int Workers { get; init; } = 1;
}
