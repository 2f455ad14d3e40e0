using Falcon.Engine.Options;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Links;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Programs;
using Falcon.Xsk.Sockets;

namespace Falcon.Engine.Uplinks;

/// <summary>What an uplink's program and sockets need, whenever they are made.</summary>
/// <param name="Umem">The engine's memory.</param>
/// <param name="VxlanPort">The UDP port of VXLAN.</param>
/// <param name="Ring">Entries of each ring, a power of two.</param>
/// <param name="Throttles">The throttles that the program applies.</param>
/// <param name="Gates">The receiver gates that the program applies; null for none.</param>
/// <param name="ShareWith">Finds a bound socket to share the UMEM with; null when there is none.</param>
internal sealed record UplinkEnvironment(
    Umem Umem, ushort VxlanPort, int Ring, ThrottleTable Throttles, ReceiverGates? Gates, Func<XskSocket?> ShareWith)
{
    /// <summary>The namespace of the host ends, where diverted frames are received.</summary>
    public required NetworkNamespace Engine { get; init; }

    /// <summary>Carries known flows; null where the engine carries all.</summary>
    public KernelPathPrograms? Path { get; init; }

    /// <summary>Where the frames of an uplink's device are taken.</summary>
    public AttachChoice ChoiceFor(UplinkOptions uplink, string device) =>
        AttachChoice.Of(uplink, Path is not null, Ethtool.Driver(device));
}
