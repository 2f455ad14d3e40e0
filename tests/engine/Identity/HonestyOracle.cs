using System.Buffers.Binary;
using System.Net;

namespace Falcon.Engine.Tests.Identity;

/// <summary>
/// Decides whether a frame of the container of make_frames.py is honest. Written from the RFCs with strings and copies, without the code
/// under test. Only for well-formed frames.
/// </summary>
internal static class HonestyOracle
{
    private static readonly string[] s_macs = ["020000000200", "00005E000101"];
    private static readonly string[] s_ownLinkLocals = ["fe80::ff:fe00:200", "fe80::200:5eff:fe00:101"];

    public static bool IsHonest(byte[] frame)
    {
        if (!s_macs.Contains(Convert.ToHexString(frame[6..12]))) return false;
        byte[] packet = frame[14..];
        return Convert.ToHexString(frame[12..14]) switch
        {
            "0800" => IsHonestIpv4(packet),
            "86DD" => IsHonestIpv6(packet),
            "0806" => IsHonestArp(packet),
            _ => false,
        };
    }

    private static bool IsHonestArp(byte[] packet)
    {
        string sender = Ip(packet[14..18]), target = Ip(packet[24..28]), fixedPart = Convert.ToHexString(packet[..8]);
        if (fixedPart is not ("0001080006040001" or "0001080006040002") || !s_macs.Contains(Convert.ToHexString(packet[8..14])))
            return false;
        bool probe = sender == "0.0.0.0" && fixedPart[^1] == '1';
        return IsOwn(probe ? target : sender);
    }

    private static bool IsHonestIpv4(byte[] packet)
    {
        int headerLength = 4 * (packet[0] % 16), protocol = packet[9], fragmentOffset = Word(packet, 6) % 8192;
        bool isFirst = fragmentOffset == 0;
        byte[] body = packet[headerLength..Word(packet, 2)];
        string source = Ip(packet[12..16]);
        bool isClient = protocol == 17 && isFirst && body.Length >= 8 && Word(body, 0) == 68 && Word(body, 2) == 67;
        if (!IsOwn(source) && !(source == "0.0.0.0" && (protocol == 2 || isClient))) return false;
        if (!isFirst || protocol is not (1 or 17)) return true;
        if (body.Length < 8) return false;
        return protocol == 17 ? Word(body, 0) != 67 && Word(body, 2) != 68 : body[0] is not (5 or 9);
    }

    private static bool IsHonestIpv6(byte[] packet)
    {
        string source = Ip(packet[8..24]);
        byte[] rest = packet[40..(40 + Word(packet, 4))];
        int next = packet[6], headers = 0, offset = 40;
        bool isFragment = false;
        while (next is 0 or 43 or 44 or 60)
        {
            if (++headers > 8 || (next == 43 && rest[3] != 0)) return false;
            int length = next == 44 ? 8 : 8 + 8 * rest[1];
            int fragment = next == 44 ? Word(rest, 2) : 0;
            next = rest[0];
            if (fragment / 8 > 0) return IsOwn(source); // a later fragment contains only the source
            isFragment |= fragment % 2 == 1;
            rest = rest[length..];
            offset += length;
        }

        bool isHidden = rest.Length < 8 || 14 + offset > 195; // the parser keeps the offsets of headers in a byte
        if (next == 58) return !isHidden && IsHonestIcmpv6(source, rest, isFragment);
        if (!IsOwn(source)) return false;
        return next != 17 || (!isHidden && Word(rest, 0) != 547 && Word(rest, 2) != 546);
    }

    private static bool IsHonestIcmpv6(string source, byte[] message, bool isFragment)
    {
        int type = message[0];
        bool unspecified = source == "::";
        if (type is 134 or 137) return false;
        if (type is not (133 or 135 or 136)) return unspecified ? type is 131 or 132 or 143 : IsOwn(source);
        if (isFragment || (!unspecified && !IsOwn(source))) return false;
        if (type == 133) return HasOwnOptions(message[8..], unspecified);
        if (message.Length < 24) return false;
        string target = Ip(message[8..24]);
        if ((type == 136 || unspecified) && !IsOwn(target)) return false;
        return !(type == 136 && unspecified) && HasOwnOptions(message[24..], unspecified);
    }

    private static bool HasOwnOptions(byte[] options, bool unspecified)
    {
        while (options.Length > 0)
        {
            if (options.Length < 8 || options[1] == 0 || options.Length < 8 * options[1]) return false;
            if (options[0] is 1 or 2 && (unspecified || options[1] != 1 || !s_macs.Contains(Convert.ToHexString(options[2..8]))))
                return false;
            options = options[(8 * options[1])..];
        }

        return true;
    }

    private static bool IsOwn(string address)
    {
        if (address is "192.168.1.1" or "192.168.1.100" or "fd00::1") return true;
        byte[] bytes = IPAddress.Parse(address).GetAddressBytes();
        string text = Convert.ToHexString(bytes);
        if (text.StartsWith("FD00000000000009", StringComparison.Ordinal) && text.Length == 32) return true;
        if (!text.StartsWith("FE80000000000000", StringComparison.Ordinal) || text.Length != 32) return false;
        if (s_ownLinkLocals.Contains(address)) return true;
        return text.Substring(22, 4) != "FFFE" && address is not ("fe80::" or Container.NeighboursLinkLocal);
    }

    private static int Word(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at, 2));

    private static string Ip(byte[] bytes)
    {
        var address = new IPAddress(bytes);
        return address.IsIPv4MappedToIPv6 ? "fd00::bad" : address.ToString(); // no container owns a mapped address
    }
}
