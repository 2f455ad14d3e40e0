using Falcon.Testing.Processes;

namespace Falcon.Cli.Tests;

/// <summary>Runs programs of the machine.</summary>
internal static class Shell
{
    /// <summary>What the program said when it was given the input; it must end well and not complain.</summary>
    public static string Run(string program, string input, params string[] arguments)
    {
        CommandResult result = (new Command(program, arguments) { Input = input }).Run().Succeeds();
        Assert.Equal("", result.Error);
        return result.Output;
    }
}
