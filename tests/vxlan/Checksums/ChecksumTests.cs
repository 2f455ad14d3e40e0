using System.Net;
using CsCheck;
using Falcon.Vxlan.Tests.Golden;

namespace Falcon.Vxlan.Tests.Checksums;

public sealed class ChecksumTests
{
    private static readonly Gen<(byte[] Data, ushort Seed)> s_data = Gen.Select(Gen.Byte.Array[0, 1600], Gen.UShort);

    public static TheoryData<string> Golden => GoldenLine.Names(GoldenLine.Checksums);

    [Theory]
    [MemberData(nameof(Golden))]
    public void The_checksum_is_the_one_that_scapy_computes(string name)
    {
        GoldenLine golden = GoldenLine.Checksums.Single(line => line.Name == name);
        ushort sum = InternetChecksum.Sum(golden.Bytes);
        if (golden.Values.ContainsKey("protocol"))
        {
            byte[] addresses =
                [.. IPAddress.Parse(golden["source"]).GetAddressBytes(), .. IPAddress.Parse(golden["destination"]).GetAddressBytes()];
            sum = InternetChecksum.Sum(
                golden.Bytes, InternetChecksum.PseudoHeader(addresses, (byte)golden.Number("protocol"), golden.Bytes.Length));
        }
        Assert.Equal(golden.Number("checksum"), (ushort)~sum);
    }

    [Fact]
    public void All_variants_agree_with_a_sum_of_16_bit_words_at_any_length_and_alignment() =>
        Gen.Select(s_data, Gen.Int[0, 64]).Sample((data, skip) =>
        {
            ReadOnlySpan<byte> bytes = data.Data.AsSpan(Math.Min(skip, data.Data.Length));
            ushort expected = Reference(bytes, data.Seed);
            return InternetChecksum.Scalar(bytes, data.Seed) == expected
                && InternetChecksum.Vector128(bytes, data.Seed) == expected
                && InternetChecksum.Avx2(bytes, data.Seed) == expected
                && InternetChecksum.Avx512(bytes, data.Seed) == expected
                && InternetChecksum.Sum(bytes, data.Seed) == expected
                && InternetChecksum.Compute(bytes) == (ushort)~Reference(bytes, 0);
        }, iter: 20_000);

    [Fact]
    public void All_variants_agree_where_carries_are_worst()
    {
        byte[] ones = new byte[66_000];
        ones.AsSpan().Fill(0xFF);
        for (int length = 0; length < ones.Length; length = length < 300 ? length + 1 : length * 2 + 1)
        {
            ReadOnlySpan<byte> bytes = ones.AsSpan(0, length);
            ushort expected = Reference(bytes, 0xFFFF);
            Assert.Equal(expected, InternetChecksum.Scalar(bytes, 0xFFFF));
            Assert.Equal(expected, InternetChecksum.Vector128(bytes, 0xFFFF));
            Assert.Equal(expected, InternetChecksum.Avx2(bytes, 0xFFFF));
            Assert.Equal(expected, InternetChecksum.Avx512(bytes, 0xFFFF));
        }
    }

    /// <summary>n words of all ones and one word of 1 make a 64-bit sum whose halves carry once more when they are added.</summary>
    [Fact]
    public void A_carry_that_comes_from_folding_is_not_lost()
    {
        for (int words = 2; words < 200; words++)
        {
            byte[] bytes = new byte[words * 4 + 4];
            bytes.AsSpan(0, words * 4).Fill(0xFF);
            bytes[BitConverter.IsLittleEndian ? words * 4 : words * 4 + 3] = 1;
            ushort expected = Reference(bytes, 0);
            Assert.Equal(expected, InternetChecksum.Scalar(bytes));
            Assert.Equal(expected, InternetChecksum.Vector128(bytes));
            Assert.Equal(expected, InternetChecksum.Avx2(bytes));
            Assert.Equal(expected, InternetChecksum.Avx512(bytes));
        }
    }

    [Fact]
    public void A_sum_may_be_taken_in_two_pieces_at_any_even_place() =>
        Gen.Select(s_data, Gen.Int[0, 800]).Sample((data, half) =>
        {
            int split = Math.Min(half * 2, data.Data.Length & ~1);
            ushort first = InternetChecksum.Sum(data.Data.AsSpan(0, split), data.Seed);
            return InternetChecksum.Sum(data.Data.AsSpan(split), first) == InternetChecksum.Sum(data.Data, data.Seed);
        });

    [Fact]
    public void An_incremental_update_equals_a_full_computation() =>
        Gen.Select(
            Gen.Byte.Array[4, 80], Gen.Int[0, 39], Gen.UShort).Where((data, _, _) => data.Any(b => b != 0)).Sample((data, word, value) =>
        {
            int at = word * 2 % (data.Length & ~1);
            ushort before = InternetChecksum.Compute(data);
            ushort old = (ushort)(data[at] << 8 | data[at + 1]);
            (data[at], data[at + 1]) = ((byte)(value >> 8), (byte)value);
            return data.All(b => b == 0) || InternetChecksum.Update(before, old, value) == InternetChecksum.Compute(data);
        }, iter: 50_000);

    /// <summary>RFC 1071 literally: 16-bit words, carries folded at once.</summary>
    private static ushort Reference(ReadOnlySpan<byte> data, ushort seed)
    {
        uint sum = seed;
        for (int i = 0; i < data.Length; i += 2)
        {
            sum += (uint)(data[i] << 8 | (i + 1 < data.Length ? data[i + 1] : 0));
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (ushort)sum;
    }
}
