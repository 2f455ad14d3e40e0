using System.Globalization;
using Falcon.Control.Configuration;
using Falcon.Engine.Frames;
using Falcon.Engine.Options;

namespace Falcon.Control.Preflight;

/// <summary>Checks the size of the UMEM: enough for the rings, within 32-bit addresses, and within what the process may lock.</summary>
internal static class UmemChecks
{
    private const int SmallChunk = 2048, LargeChunk = 4096;
    private const int OuterHeaders = 70, InnerEthernet = 14;
    private const long LargestUmem = 1L << 32;

    public static void Run(
        FalconConfiguration configuration, IHostProbe host, IReadOnlyList<HostLink> uplinks, IReadOnlyList<int?> mtus, Findings findings)
    {
        DataplaneOptions options = configuration.Dataplane;
        int queues = uplinks.Sum(uplink => uplink.RxQueues);
        long rings = UmemDemand.FramesInRings(options, queues);
        long frames = UmemDemand.Frames(options, queues);
        int chunk = mtus.Max() + InnerEthernet + OuterHeaders > FrameLayout.LargestFrame(SmallChunk) ? LargeChunk : SmallChunk;
        long most = LargestUmem / chunk;
        if (frames < rings)
        {
            findings.Key(
                "umem-frames",
                $"{Number(frames)} is fewer than the {Number(rings)} frames that the rings of uplinks and ports hold; "
                + $"give at least {Number(rings)}, or leave the key out");
        }
        else if (frames > most)
        {
            findings.Key("umem-frames", $"{Number(frames)} frames of {chunk} bytes are more than the 4 GiB that a UMEM can have; "
                + (rings <= most ? $"give at most {Number(most)}" : "use fewer uplink queues or ports"));
        }
        else if (!host.Has(Capability.IpcLock) && host.LockableBytes < frames * chunk)
        {
            findings.Host(
                "CAP_IPC_LOCK",
                $"is missing, needed to register a UMEM of {KibiBytes(frames * chunk)} "
                + $"where RLIMIT_MEMLOCK allows {KibiBytes(host.LockableBytes)}; "
                + "run falcon as root, give it the capability (systemd: AmbientCapabilities=CAP_IPC_LOCK) "
                + "or lift the limit (systemd: LimitMEMLOCK=infinity)");
        }
    }

    private static string KibiBytes(long bytes) => $"{Number(bytes / 1024)} KiB";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
