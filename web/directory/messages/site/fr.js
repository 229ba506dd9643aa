// Ce que le site dans ce navigateur dit de son contenu, en français, par les noms de ses phrases. L’anglais, il le parle lui-même.
export default {
  "content_busy": "Une restauration ou un autre travail est en cours : attendez qu’elle se termine, puis réessayez.",
  "content_gone": "Il n’y a plus rien de ce nom : regardez ce qui s’y trouve maintenant.",
  "content_folder_in_way": "Un dossier se trouve là où le fichier devrait être : supprimez-le d’abord, ou choisissez un autre nom.",
  "content_file_in_way": "Un fichier se trouve là où un dossier devrait être : supprimez-le d’abord, ou choisissez un autre nom.",
  "content_no_file": "Ce n’est pas un fichier : seuls des fichiers peuvent être lus.",
  "content_path": "« {path} » n’est pas un chemin du contenu : des parties ayant chacune un nom, séparées par /, aucune n’étant . ou .. .",
  "content_full": "Le disque ou le quota de ce navigateur n’a plus de place pour {path} : libérez de la place, puis réessayez.",
  "content_full_kept": "Le disque ou le quota de ce navigateur n’a plus de place pour {path} : libérez de la place, puis réessayez. Fichiers ajoutés avant cela : {kept}.",
  "content_full_room": "Il n’y a plus de place pour {path} : ce navigateur laisse l’origine de cette page conserver {quota} Mo, dont {used} Mo sont utilisés. Libérez de la place, puis réessayez.",
  "content_full_room_kept": "Il n’y a plus de place pour {path} : ce navigateur laisse l’origine de cette page conserver {quota} Mo, dont {used} Mo sont utilisés. Libérez de la place, puis réessayez. Fichiers ajoutés avant cela : {kept}.",
  "content_unreadable": "{path} ne peut pas être ouvert ({reason}) : vérifiez qu’il est toujours là et que ses droits le permettent.",
  "content_failed": "Une modification du contenu à l’emplacement {path} a échoué ({reason}) : regardez ce qui s’y trouve, puis réessayez.",
  "adding_ended": "L’onglet qui recevait ce fichier a été fermé avant de l’avoir en entier. Ajoutez-le de nouveau.",
  "holder_ended": "L’onglet qui tenait le site a été fermé avant de répondre. Regardez ce qui s’y trouve, puis réessayez.",
  "site_in_use": "Le site dans ce navigateur est utilisé par un autre onglet.",
  "site_impossible": "Ce navigateur ne conserve pas de fichiers pour les pages (ou pas dans une fenêtre privée) et ne peut donc pas contenir de site. Utilisez-en un autre, ou une fenêtre ordinaire.",
};
