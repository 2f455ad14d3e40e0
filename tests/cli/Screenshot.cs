using Spectre.Console;
using Spectre.Console.Rendering;

namespace Falcon.Cli.Tests;

/// <summary>Renders what a terminal of a given width shows.</summary>
internal static class Screenshot
{
    /// <summary>The lines of a screen, without colours.</summary>
    public static string[] Of(IRenderable screen, int width)
    {
        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(screen);
        return [.. text.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd())];
    }
}
