using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Falcon.Control.Daemon;
using Falcon.Xsk.Native;

namespace Falcon.Cli.Pktgen;

/// <summary>Makes options of <c>pktgen</c> and <c>pktgen sink</c>, and turns their failures into exit codes.</summary>
internal static class Arguments
{
    public static Option<string?> Netns() => new("--netns")
    {
        Description = "Network namespace: a name under /run/netns, a path, or pid:1234; default: the caller's.",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    public static Option<PhysicalAddress?> Mac(string name, string description, bool required = false) => new(name)
    {
        Description = description,
        Required = required,
        CustomParser = result =>
        {
            if (PhysicalAddress.TryParse(result.Tokens[0].Value, out PhysicalAddress? mac) && mac.GetAddressBytes().Length == 6)
                return mac;
            result.AddError($"{name}: '{result.Tokens[0].Value}' is no MAC address such as 02:00:00:00:00:01");
            return null;
        },
    };

    public static Option<IPAddress?> Address(string name, string description, bool required = false) => new(name)
    {
        Description = description,
        Required = required,
        CustomParser = result =>
        {
            if (IPAddress.TryParse(result.Tokens[0].Value, out IPAddress? address))
                return address;
            result.AddError($"{name}: '{result.Tokens[0].Value}' is no IP address such as 10.0.0.1 or fd00::1");
            return null;
        },
    };

    /// <summary>A number between two bounds, both included.</summary>
    public static Option<T> Number<T>(string name, string description, double least, double most, T standard)
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Implicit || result.Tokens.Count == 0)
                return;
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, CultureInfo.InvariantCulture, out double value) && (value < least || value > most))
            {
                result.AddError(
                    string.Create(CultureInfo.InvariantCulture, $"{name}: {text} is not between {least:#,0.###} and {most:#,0.###}"));
            }
        });
        return option;
    }

    /// <summary>Runs a command's action on a thread of its own. An exception becomes one line and an exit code.</summary>
    public static Task<int> RunAsync(ParseResult parsed, Action action) =>
        Task.Run(() => Run(parsed.InvocationConfiguration.Error, action));

    private static int Run(TextWriter error, Action action)
    {
        try
        {
            action();
            return ExitCode.Fine;
        }
        catch (PktgenException e)
        {
            return Fail(error, e.ExitCode, e.Message);
        }
        catch (XskException e)
        {
            return Fail(error, ExitCode.Preflight, e.Message);
        }
    }

    private static int Fail(TextWriter error, int exitCode, string message)
    {
        error.WriteLine($"falcon: {message}");
        return exitCode;
    }
}
