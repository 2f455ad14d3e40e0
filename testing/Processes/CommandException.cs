namespace Falcon.Testing.Processes;

/// <summary>A command could not be run, failed, or did not end in time. The message names it and says what happened.</summary>
public sealed class CommandException : Exception
{
    public CommandException(string message) : base(message)
    {
    }

    public CommandException(string message, Exception inner) : base(message, inner)
    {
    }
}
