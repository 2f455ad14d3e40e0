namespace Falcon.Xsk.KernelPath;

/// <summary>Where a MAC address is: at a port of ours, or behind a VTEP.</summary>
public readonly record struct PathTarget
{
    private PathTarget(int index, bool isVtep) => (Index, IsVtep) = (index, isVtep);

    /// <summary>The port's or VTEP's index.</summary>
    public int Index { get; }

    /// <summary>Whether it is a VTEP.</summary>
    public bool IsVtep { get; }

    /// <summary>At a port.</summary>
    public static PathTarget Port(int port) => new(port, isVtep: false);

    /// <summary>Behind a VTEP.</summary>
    public static PathTarget Vtep(int vtep) => new(vtep, isVtep: true);
}
