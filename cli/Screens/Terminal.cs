using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Screens;

/// <summary>Consoles for Spectre.Console.</summary>
public static class Terminal
{
    /// <summary>What is written to a file or a pipe is never wrapped: other programs read it by lines.</summary>
    public const int PipeWidth = 10_000;

    /// <summary>Shows a screen once; what does not go to a terminal is plain text without blanks at the ends of lines.</summary>
    public static void Show(IRenderable screen, TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (IsTerminal(writer))
        {
            AnsiConsole.Write(screen);
            return;
        }
        using StringWriter text = new();
        On(text).Write(screen);
        foreach (string line in text.ToString().TrimEnd().Split('\n')) writer.WriteLine(line.TrimEnd());
    }

    /// <summary>A console on a writer: the terminal when it is one, else plain text that is not wrapped.</summary>
    public static IAnsiConsole On(TextWriter writer)
    {
        if (IsTerminal(writer)) return AnsiConsole.Console;
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

    private static bool IsTerminal(TextWriter writer) => ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected;
}
