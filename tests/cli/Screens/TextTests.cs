using Falcon.Cli.Screens;

namespace Falcon.Cli.Tests.Screens;

public class TextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(999_999, "999,999")]
    [InlineData(1_000_000, "1.00 M")]
    [InlineData(12_345_678_901, "12.35 G")]
    [InlineData(long.MaxValue, "9.22 E")]
    public void Counts_are_in_full_up_to_a_million(long count, string text) => Assert.Equal(text, Text.Count(count));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.50 KiB")]
    [InlineData(1L << 40, "1.00 TiB")]
    public void Bytes_are_binary(long bytes, string text) => Assert.Equal(text, Text.Bytes(bytes));

    [Theory]
    [InlineData(0, "0 bit/s")]
    [InlineData(125_000_000, "1.00 Gbit/s")]
    public void Rates_of_bytes_are_in_bits(double bytes, string text) => Assert.Equal(text, Text.BitRate(bytes));

    [Theory]
    [InlineData(1.24, "1.2 s")]
    [InlineData(312, "5 min 12 s")]
    [InlineData(7_260, "2 h 1 min")]
    [InlineData(90_000, "1 d 1 h")]
    public void Times_have_two_parts(double seconds, string text) => Assert.Equal(text, Text.Time(seconds));

    [Theory]
    [InlineData("it fits", 7, "it fits")]
    [InlineData("it does not fit", 14, "it does not…")]
    [InlineData("it does not fit", 12, "it does not…")]
    [InlineData("it does not fit", 11, "it does…")]
    [InlineData("unbreakable", 8, "unbreak…")]
    public void A_text_is_cut_between_words(string text, int most, string cut) => Assert.Equal(cut, Text.Cut(text, most));
}
