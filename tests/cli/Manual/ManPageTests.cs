using Falcon.Cli.Completion;
using Falcon.Cli.Manual;
using Falcon.Testing.Processes;

namespace Falcon.Cli.Tests.Manual;

public sealed class ManPageTests
{
    private static readonly string[] s_requests = [".TH", ".SH", ".SS", ".TP"];

    private static readonly IReadOnlyList<CommandNode> s_commands = CommandNode.All(FalconCommandLine.Create());

    [Fact]
    public void Every_command_and_option_is_explained()
    {
        string page = ManPage.Of(s_commands);
        foreach (CommandNode command in s_commands.Skip(1))
        {
            Assert.Contains($".SS \"{command.Path}", page, StringComparison.Ordinal);
            Assert.All(command.Options, option => Assert.Contains(Roff.Bold(option.Names[0]), page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Lines_that_begin_with_a_dot_are_requests_of_man_pages() => Assert.All(
        ManPage.Of(s_commands).Split('\n').Where(line => line.StartsWith('.') || line.StartsWith('\'')),
        line => Assert.Contains(line.Split(' ')[0], s_requests));

    [Theory]
    [InlineData("--json", @"\-\-json")]
    [InlineData(".5s", @"\&.5s")]
    [InlineData("10s, 5m, …", @"10s, 5m, \[u2026]")]
    [InlineData(@"a\nb", @"a\enb")]
    public void What_roff_would_take_for_its_own_is_escaped(string text, string roff) => Assert.Equal(roff, Roff.Text(text));

    [Fact]
    public void Groff_finds_no_fault_in_it()
    {
        Assert.SkipUnless(Programs.Has("groff"), "groff is not installed");
        string page = Shell.Run("groff", $"{ManPage.Of(s_commands)}\n", "-man", "-ww", "-Tutf8", "-P-cbou");
        Assert.Contains("falcon status", page, StringComparison.Ordinal);
    }
}
