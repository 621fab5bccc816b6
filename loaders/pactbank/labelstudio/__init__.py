"""Label Studio: documents and labels out as tasks, what people label in as annotations.

A push goes from labels to the server:

- `push` collects the documents with the labels to begin with: an annotator's, a system's (made
  drawable by `predictions`) or none;
- `tasks` makes a task of each; `encode` turns its annotation into the regions and relations that
  the editor draws;
- `server` makes or updates the tasks of a project; `on_server` tells which are up to date.

A pull goes back:

- `server` exports the tasks, or a file holds them (`tasks.read_export`);
- `accounts` says which annotator the work of an account is filed as;
- `pull` takes each annotator's newest submission through the next steps;
- `decode` makes an annotation of it: `regions` parses the result, `forms` draws the relations that
  lists stand for, `builder` builds labels from regions and the pushed labels they were,
  `agreements`, `stances` and `referents` do their part;
- `salvage` keeps what follows the rules of the scheme and notes the rest;
- `changes` lists what differs from what was pushed;
- `pull.write` registers the annotators and writes their files.

Both use what the editor offers: `interface` has the labels and the configuration as XML,
`attributes` the choices, lists and fields of a region and what they show of a label. Only `server`
needs a server or the SDK.
"""
