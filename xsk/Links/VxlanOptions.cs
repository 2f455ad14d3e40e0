namespace Falcon.Xsk.Links;

/// <summary>A VXLAN device to be made that knows no peers and learns none.</summary>
public sealed record VxlanOptions
{
    /// <summary>Its name, at most 15 bytes.</summary>
    public required string Name { get; init; }

    /// <summary>Its VNI, 24 bits.</summary>
    public required uint Vni { get; init; }

    /// <summary>The UDP port to listen on.</summary>
    public required ushort Port { get; init; }

    /// <summary>
    /// The namespace of the device (<see cref="NetworkNamespace.Fd"/>). Its socket is in that of the <see cref="RtNetlink"/> anyway.
    /// </summary>
    public required int NamespaceFd { get; init; }
}
