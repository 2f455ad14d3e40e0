using Spectre.Console;

namespace Falcon.Cli.Screens;

/// <summary>Consoles for Spectre.Console.</summary>
public static class Terminal
{
    /// <summary>What is written to a file or a pipe is laid out for this many columns.</summary>
    public const int PipeWidth = 100;

    /// <summary>A console on a writer: the terminal when it is one, else plain text of <see cref="PipeWidth"/> columns.</summary>
    public static IAnsiConsole On(TextWriter writer)
    {
        if (ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected) return AnsiConsole.Console;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = PipeWidth;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
