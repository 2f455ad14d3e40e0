using System.Runtime.InteropServices;
using System.Text;

namespace Falcon.Xsk.Links;

/// <summary>
/// The features of a device as numbered bits with names (ETH_SS_FEATURES, ETHTOOL_GFEATURES, ETHTOOL_SFEATURES; linux/ethtool.h). The
/// numbers differ between kernels; the names do not.
/// </summary>
internal sealed unsafe class EthtoolFeatures
{
    private const uint GetStrings = 0x1b, GetStringSetInfo = 0x37, GetFeatures = 0x3a, SetFeatures = 0x3b;
    private const int FeatureStrings = 4;
    private const int NameBytes = 32;
    private const int BitsPerBlock = 32;

    // Each block of 32 features has four words: available, requested, active, never changed.
    private const int WordsPerBlock = 4, ActiveWord = 2;
    private const int HeaderWords = 2;

    private readonly string[] _names;
    private readonly uint[] _blocks;

    private EthtoolFeatures(string[] names, uint[] blocks)
    {
        _names = names;
        _blocks = blocks;
    }

    /// <summary>The device's features; null when it is gone.</summary>
    public static EthtoolFeatures? Read(EthtoolRequest request)
    {
        if (ReadNames(request) is not { } names)
            return null;
        int blocks = (names.Length + BitsPerBlock - 1) / BitsPerBlock;
        uint[] command = new uint[HeaderWords + blocks * WordsPerBlock];
        command[0] = GetFeatures;
        command[1] = (uint)blocks;
        fixed (uint* bytes = command)
            return request.TrySend(bytes) ? new EthtoolFeatures(names, command[HeaderWords..]) : null;
    }

    /// <summary>The bits of a feature; none when the kernel does not know it.</summary>
    public List<int> BitsOf(EthtoolFeature feature) =>
        [.. Enumerable.Range(0, _names.Length).Where(i => NamesOf(feature).Contains(_names[i]))];

    /// <summary>Whether a bit is in effect.</summary>
    public bool IsActive(int bit) => (_blocks[bit / BitsPerBlock * WordsPerBlock + ActiveWord] >> (bit % BitsPerBlock) & 1) != 0;

    /// <summary>Asks for bits to be on or off. Fixed bits do not change.</summary>
    public void Set(EthtoolRequest request, List<int> bits, bool on)
    {
        // struct ethtool_set_features_block: which bits to change, and to what.
        int blocks = (_names.Length + BitsPerBlock - 1) / BitsPerBlock;
        uint[] command = new uint[HeaderWords + blocks * 2];
        command[0] = SetFeatures;
        command[1] = (uint)blocks;
        foreach (int bit in bits)
        {
            int word = HeaderWords + bit / BitsPerBlock * 2;
            command[word] |= 1u << (bit % BitsPerBlock);
            command[word + 1] |= on ? 1u << (bit % BitsPerBlock) : 0;
        }
        fixed (uint* bytes = command)
            request.TrySend(bytes);
    }

    private static string[] NamesOf(EthtoolFeature feature) => feature switch
    {
        EthtoolFeature.TxChecksum => ["tx-checksum-ip-generic", "tx-checksum-ipv4", "tx-checksum-ipv6"],
        EthtoolFeature.Tso => ["tx-tcp-segmentation", "tx-tcp-ecn-segmentation", "tx-tcp-mangleid-segmentation", "tx-tcp6-segmentation"],
        EthtoolFeature.Gso => ["tx-generic-segmentation"],
        EthtoolFeature.Gro => ["rx-gro"],
        EthtoolFeature.UdpGroForwarding => ["rx-udp-gro-forwarding"],
        EthtoolFeature.UdpSegmentation => ["tx-udp-segmentation"],
        EthtoolFeature.TunnelSegmentation =>
        [
            "tx-udp_tnl-segmentation", "tx-udp_tnl-csum-segmentation", "tx-gre-segmentation", "tx-gre-csum-segmentation",
            "tx-ipxip4-segmentation", "tx-ipxip6-segmentation", "tx-tunnel-remcsum-segmentation",
        ],
        EthtoolFeature.Sctp => ["tx-sctp-segmentation", "tx-checksum-sctp"],
        EthtoolFeature.TxVlan => ["tx-vlan-hw-insert"],
        _ => throw new ArgumentOutOfRangeException(nameof(feature), feature, "no such feature"),
    };

    private static string[]? ReadNames(EthtoolRequest request)
    {
        // struct ethtool_sset_info: command, reserved, a 64-bit mask, then the size of each set in it.
        uint* info = stackalloc uint[5];
        new Span<uint>(info, 5).Clear();
        info[0] = GetStringSetInfo;
        *(ulong*)(info + 2) = 1UL << FeatureStrings;
        if (!request.TrySend(info))
            return null;
        int count = (int)info[4];

        // struct ethtool_gstrings: command, set, count, then the names.
        const int Header = 3 * sizeof(uint);
        byte[] strings = new byte[Header + count * NameBytes];
        MemoryMarshal.Cast<byte, uint>(strings.AsSpan(0, Header))[0] = GetStrings;
        MemoryMarshal.Cast<byte, uint>(strings.AsSpan(0, Header))[1] = FeatureStrings;
        MemoryMarshal.Cast<byte, uint>(strings.AsSpan(0, Header))[2] = (uint)count;
        fixed (byte* bytes = strings)
        {
            if (!request.TrySend(bytes))
                return null;
        }

        return [.. Enumerable.Range(0, count).Select(NameAt)];

        string NameAt(int i) => Encoding.ASCII.GetString(strings, Header + i * NameBytes, NameBytes).TrimEnd('\0');
    }
}
