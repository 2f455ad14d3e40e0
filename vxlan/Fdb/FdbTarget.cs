namespace Falcon.Vxlan;

/// <summary>Where frames to a MAC address go: a local port, a remote VTEP, or nowhere known. 4 bytes; the default value is none.</summary>
/// <param name="Value">Two bits of kind (0 none, 1 port, 2 VTEP), 30 bits of index.</param>
public readonly record struct FdbTarget(uint Value)
{
    /// <summary>Indices are 0 to one less than this.</summary>
    public const int MaxTargets = 1 << FdbValue.IndexBits;

    internal const int KindShift = 30;

    private const uint PortKind = 1u << KindShift;
    private const uint VtepKind = 2u << KindShift;
    private const uint IndexMask = PortKind - 1;

    /// <summary>Nothing known: frames are flooded.</summary>
    public bool IsNone => Value == 0;

    /// <summary>A port of this host.</summary>
    public bool IsPort => Value >> KindShift == 1;

    /// <summary>A remote VTEP.</summary>
    public bool IsVtep => Value >> KindShift == 2;

    /// <summary>Which port or VTEP, in the engine's numbering.</summary>
    public int Index => (int)(Value & IndexMask);

    /// <summary>A port.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative, or <see cref="MaxTargets"/> or more.</exception>
    public static FdbTarget Port(int index) => new(PortKind | Checked(index));

    /// <summary>A VTEP.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative, or <see cref="MaxTargets"/> or more.</exception>
    public static FdbTarget Vtep(int index) => new(VtepKind | Checked(index));

    /// <summary><c>none</c>, <c>port 3</c> or <c>vtep 3</c>.</summary>
    public override string ToString() => IsPort ? $"port {Index}" : IsVtep ? $"vtep {Index}" : "none";

    private static uint Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)MaxTargets, nameof(index));
        return (uint)index;
    }
}
