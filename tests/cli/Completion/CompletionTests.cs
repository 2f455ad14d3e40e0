using Falcon.Cli.Completion;
using Falcon.Control.Daemon;

namespace Falcon.Cli.Tests.Completion;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("st", "status")]
    [InlineData("status --j", "--json")]
    [InlineData("status --watch --st", "--steering")]
    [InlineData("demo --lane ", "packet xdp")]
    [InlineData("demo --seconds ", "")]
    [InlineData("pktgen s", "sink")]
    [InlineData("pktgen sink --n", "--netns")]
    [InlineData("completion ", "bash fish zsh --help")]
    [InlineData("explain rogue-", "rogue-dhcp rogue-router")]
    [InlineData("explain falcon_vtep_m", "falcon_vtep_macs falcon_vtep_macs_replaced_total")]
    [InlineData("check --config /etc/hostnam", "/etc/hostname")]
    [InlineData("run -c /etc/hostnam", "/etc/hostname")]
    public async Task Bash_completes(string typed, string expected)
    {
        string script = $"{await ScriptAsync("bash")}\nCOMP_WORDS=(falcon \"$@\") COMP_CWORD=$#\n_falcon\necho \"${{COMPREPLY[*]}}\"";
        Assert.Equal($"{expected}\n", Shell.Run("bash", "", ["-c", script, "bash", .. typed.Split(' ')]));
    }

    [Fact]
    public async Task Bash_finds_no_fault_in_its_script() => Assert.Equal("", Shell.Run("bash", await ScriptAsync("bash"), "-n"));

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Every_command_and_option_is_in_the_script(string shell)
    {
        string script = await ScriptAsync(shell);
        foreach (CommandNode command in CommandNode.All(FalconCommandLine.Create()))
        {
            Assert.Contains(command.Path, script, StringComparison.Ordinal);
            string dashes = shell == "fish" ? "-l " : "--";
            Assert.All(command.Options, option => Assert.Contains(dashes + option.Names[0][2..], script, StringComparison.Ordinal));
        }
    }

    private static async Task<string> ScriptAsync(string shell)
    {
        using StringWriter output = new(), error = new();
        Assert.Equal(ExitCode.Fine, await FalconCommandLine.InvokeAsync(["completion", shell], output, error));
        return output.ToString();
    }
}
