using Falcon.Testing.Processes;

namespace Falcon.Cli.Tests;

/// <summary>Runs programs of this machine.</summary>
internal static class Shell
{
    /// <summary>
    /// Runs a program with an input and returns its output; fails the test if the program fails or writes to standard error.
    /// </summary>
    public static string Run(string program, string input, params string[] arguments)
    {
        CommandResult result = (new Command(program, arguments) { Input = input }).Run().Succeeds();
        Assert.Equal("", result.Error);
        return result.Output;
    }
}
